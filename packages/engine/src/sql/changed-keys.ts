import type { ClientBase } from 'pg'
import { keyOfChange } from './change-rows.ts'
import { readNoted } from './noted-rows.ts'
import type { StagedTable } from './staged-table.ts'

/** Gives the keys of changed rows, as texts by column; masked columns stay masked. */
export async function selectChangedKeys(
  client: ClientBase,
  table: StagedTable,
  changes: string,
  limit: number,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const noted = readNoted(changes, table)
  const { rows } = await client.query<{ key: Record<string, string> }>(
    `select ${keyOfChange(table, noted)} as key from ${noted.from} order by 1 limit ${limit}`,
  )
  return rows.map(({ key }) => key)
}
