import type { ClientBase } from 'pg'
import type { StagedTable } from './staged-table.ts'

/**
 * Counts, for each rule, the staged rows that break it, in one pass. Fails with a data exception at
 * a value that cannot be cast.
 */
export async function countBroken(
  client: ClientBase,
  { staging }: StagedTable,
  rules: readonly { readonly breaks: string }[],
): Promise<readonly number[]> {
  const counts = rules.map(({ breaks }) => `count(*) filter (where ${breaks})`)
  const { rows } = await client.query<string[]>({
    text: `select ${counts.join(', ')} from ${staging} as s`,
    rowMode: 'array',
  })
  return (rows[0] ?? []).map(Number)
}
