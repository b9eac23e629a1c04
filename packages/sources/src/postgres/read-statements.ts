import { relationOf, type Cursor, type SourceTable } from '@aaps-data/catalog'
import { escapeLiteral } from 'pg'
import type { Reading } from '../source.ts'
import { quoteIdentifier } from './quote-identifier.ts'

/** Copies the mapped columns of a table out: of all rows, or of those from a cursor's bound on. */
export function copyRows(table: SourceTable, { since, form = 'text' }: Reading): string {
  const list = table.columns.map((column) => quoteIdentifier(column.source)).join(', ')
  return `copy (select ${list} from ${rowsSince(table, since)}) to stdout (format ${form})`
}

/** Asks how many rows `copyRows` gives. */
export function selectCount(table: SourceTable, since?: string): string {
  return `select count(*)::text as found from ${rowsSince(table, since)}`
}

function rowsSince(table: SourceTable, since?: string): string {
  const { cursor } = table
  const relation = quotedRelation(table)
  return since === undefined || cursor === undefined
    ? relation
    : `${relation} where ${isAfter(cursor, since)}`
}

/**
 * Asks for the highest value of a cursor, as text. It is never later than the clock of the snapshot
 * in the cursor's own zone: a row that claims to come from the future must not hide those written
 * until then.
 */
export function selectBound(table: SourceTable & { readonly cursor: Cursor }): string {
  const { cursor } = table
  const highest = `max(${quoteIdentifier(cursor.column)})`
  const clock = clockOf(cursor)
  const bound =
    clock === undefined
      ? `${highest}::text`
      : `case when ${highest} > ${clock} then ${clock}::text else ${highest}::text end`
  return `select ${bound} as bound from ${quotedRelation(table)}`
}

function clockOf(cursor: Cursor): string | undefined {
  switch (cursor.kind) {
    case 'number':
      return undefined
    case 'date':
      return `${localTime(cursor.timeZone)}::date`
    case 'time':
      return cursor.timeZone === undefined ? 'now()' : localTime(cursor.timeZone)
  }
}

function localTime(timeZone: string): string {
  return `(now() at time zone ${escapeLiteral(timeZone)})`
}

// Rows whose cursor equals the bound are read again: another of them may have been written since.
function isAfter(cursor: Cursor, since: string): string {
  const name = quoteIdentifier(cursor.column)
  return `${name} >= ${firstRead(cursor, escapeLiteral(since))} or ${name} is null`
}

// In the cursor's own type, so that nothing is converted by the session's zone. A date is that of
// the instant so many minutes ago: whoever began to write then has given it.
function firstRead(cursor: Cursor, bound: string): string {
  const overlap = `interval '${cursor.overlap} minutes'`
  switch (cursor.kind) {
    case 'number':
      return `${bound}::bigint - ${cursor.overlap}`
    case 'date':
      return `(${bound}::date - ${overlap})::date`
    case 'time':
      return cursor.timeZone === undefined
        ? `${bound}::timestamptz - ${overlap}`
        : `${bound}::timestamp - ${overlap}`
  }
}

function quotedRelation(table: SourceTable): string {
  const { schema, relation } = relationOf(table)
  return `${quoteIdentifier(schema)}.${quoteIdentifier(relation)}`
}
