import { columnTypeOf } from './column-type.ts'
import type { ColumnDefinition } from './dataset-definition.ts'

/** What a cursor's values are to a source that compares them with a bound. */
export type CursorType = 'number' | 'date' | 'time with zone' | 'time without zone'

/** The type in which the source has a column, as it is declared. Undefined when it is none. */
export function sourceTypeOf(column: ColumnDefinition): string | undefined {
  const declared = columnTypeOf(column)?.type
  return typeof column === 'object' ? (column.sourceType?.trim() ?? declared) : declared
}

/** What a column of a type is as a cursor; undefined where it cannot be one. */
export function cursorTypeOf(type: string): CursorType | undefined {
  if (/^date$/i.test(type)) return 'date'
  if (/^timestamp\b/i.test(type)) {
    return /with time zone$/i.test(type) ? 'time with zone' : 'time without zone'
  }
  return /^(smallint|integer|int|bigint|int[248])$/i.test(type) ? 'number' : undefined
}
