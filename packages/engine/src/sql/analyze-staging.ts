import type { ClientBase } from 'pg'

/** Below this the size of a table tells the planner enough. */
const fromRows = 1_000

/** Gathers statistics of the larger staging tables, for queries that join them. */
export async function analyzeStaging(
  client: ClientBase,
  tables: readonly { readonly staging: string; readonly rows: number }[],
): Promise<void> {
  const large = tables.filter(({ rows }) => rows >= fromRows)
  if (large.length === 0) return
  // A tenth of the usual sample: the shape of the data counts, not its fine print.
  await client.query('set local default_statistics_target = 10')
  await client.query(`analyze ${large.map(({ staging }) => staging).join(', ')}`)
}
