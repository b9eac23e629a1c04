import type { Cursor } from '@aaps-data/catalog'
import type { ClientBase } from 'pg'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'
import type { StagedTable } from './staged-table.ts'

/**
 * Whether a row that is noted as changed lies before a cursor's earlier bound, or has no cursor: the
 * run that came to that bound may have read it already.
 */
export async function hasRereadRows(
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
): Promise<boolean> {
  const column = table.table.columns.find(({ source }) => source === cursor.column)
  if (column === undefined) return true
  const { rows } = await client.query<{ found: boolean }>(
    `select exists (
       select from ${quoteIdentifier(changes)} as c join ${table.staging} as s on s.ctid = c.staged
       where (s.${quoteIdentifier(column.name)} ${isBefore(cursor, quoteLiteral(bound))}) is not false
     ) as found`,
  )
  return rows[0]?.found === true
}

// Of a date, most rows of a run are from the day of the bound: they say nothing.
function isBefore(cursor: Cursor, bound: string): string {
  switch (cursor.kind) {
    case 'number':
      return `<= ${bound}::bigint`
    case 'date':
      return `< ${bound}::date`
    case 'time':
      return `<= ${bound}::${cursor.timeZone === undefined ? 'timestamptz' : 'timestamp'}`
  }
}
