import type { Cursor } from '@aaps-data/catalog'
import type { ClientBase } from 'pg'
import { cursorScale } from './cursor-scale.ts'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'
import type { StagedTable } from './staged-table.ts'

/** Rows of a table that are noted as new or changed, and a bound of its cursor. */
export interface NotedRowsAndBound {
  readonly table: StagedTable
  /** Notes the rows. */
  readonly changes: string
  readonly cursor: Cursor
  readonly bound: string
}

/**
 * Whether one of the rows lies before the bound, or has no cursor: the run that came to that bound
 * may have read it already.
 */
export async function hasRereadRows(
  client: ClientBase,
  noted: NotedRowsAndBound,
): Promise<boolean> {
  const { from, value, bound } = readCursors(noted)
  // Of a date, most rows of a run are from the day of the bound: they say nothing.
  const isBefore = `${value} ${noted.cursor.kind === 'date' ? '<' : '<='} ${bound}`
  const { rows } = await client.query<{ found: boolean }>(
    `select exists (select from ${from} where (${isBefore}) is not false) as found`,
  )
  return rows[0]?.found === true
}

/**
 * Counts the rows that lie further before the bound than the cursor's overlap: a run that reads on
 * from that bound does not see them.
 */
export async function countPassedRows(
  client: ClientBase,
  noted: NotedRowsAndBound,
): Promise<number> {
  const { from, value, bound } = readCursors(noted)
  const { type, overlap } = cursorScale(noted.cursor)
  const { rows } = await client.query<{ passed: string }>(
    `select count(*) as passed from ${from} where ${value} < (${bound} - ${overlap})::${type}`,
  )
  return Number(rows[0]?.passed)
}

function readCursors({ table, changes, cursor, bound }: NotedRowsAndBound) {
  // A definition whose cursor is no column of the table is refused.
  const column = table.table.columns.find(({ source }) => source === cursor.column)
  if (column === undefined) throw new Error(`Cursor ${cursor.column} is no column of its table`)
  const { type } = cursorScale(cursor)
  return {
    from: `${quoteIdentifier(changes)} as c join ${table.staging} as s on s.ctid = c.staged`,
    value: `s.${quoteIdentifier(column.name)}::${type}`,
    bound: `${quoteLiteral(bound)}::${type}`,
  }
}
