import type { Cursor } from '@aaps-data/catalog'
import type { ClientBase } from 'pg'
import { cursorScale } from './cursor-scale.ts'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'
import type { StagedTable } from './staged-table.ts'

/**
 * Counts the rows that are noted as new or changed, and that lie further before a cursor's bound than
 * its overlap: a run that reads on from that bound does not see them.
 */
export async function countPassedRows(
  client: ClientBase,
  {
    table,
    changes,
    cursor,
    bound,
  }: {
    readonly table: StagedTable
    readonly changes: string
    readonly cursor: Cursor
    readonly bound: string
  },
): Promise<number> {
  const column = table.table.columns.find(({ source }) => source === cursor.column)
  if (column === undefined) return 0
  const { type, overlap } = cursorScale(cursor)
  const firstRead = `(${quoteLiteral(bound)}::${type} - ${overlap})::${type}`
  const { rows } = await client.query<{ passed: string }>(
    `select count(*) as passed
     from ${quoteIdentifier(changes)} as c join ${table.staging} as s on s.ctid = c.staged
     where s.${quoteIdentifier(column.name)}::${type} < ${firstRead}`,
  )
  return Number(rows[0]?.passed)
}
