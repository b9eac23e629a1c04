import type { ClientBase } from 'pg'
import { columnList } from './quote-identifier.ts'
import type { StagedTable } from './staged-table.ts'

/** Below this the size of a table tells the planner enough. */
const fromRows = 1_000

/**
 * Gathers statistics of the larger staging tables for queries that join them: how many rows, and
 * how their keys and references are spread. A tenth of the usual sample shows that.
 */
export async function analyzeStaging(
  client: ClientBase,
  tables: readonly StagedTable[],
): Promise<void> {
  const large = tables.filter(({ rows }) => rows >= fromRows)
  if (large.length === 0) return
  await client.query('set local default_statistics_target = 10')
  await client.query(`analyze ${large.map(tableAndColumns).join(', ')}`)
}

function tableAndColumns({ table: { key, references }, staging }: StagedTable): string {
  const joined = [...new Set([...key, ...references.flatMap(({ columns }) => columns)])]
  return joined.length === 0 ? staging : `${staging} (${columnList(joined)})`
}
