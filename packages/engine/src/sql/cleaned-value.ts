import type { Cleaning } from '@aaps-data/catalog'
import { quoteIdentifier, quoteLiteral } from './quote-identifier.ts'

/** What decides how a staged value is written in SQL. */
export interface CleanedColumn {
  readonly name: string
  readonly stagedType: string
  readonly cleaning?: Cleaning | undefined
}

// Blanks, tabs and line ends.
const blanks = quoteLiteral(' \t\n\v\f\r')

/** A value of a staged row as its definition wants it, before it is cast to the target's type. */
export function cleanedValue(column: CleanedColumn, alias: string): string {
  const value = `${alias}.${quoteIdentifier(column.name)}`
  const { cleaning } = column
  if (cleaning === undefined) return value
  const text = column.stagedType === 'text' ? value : `${value}::text`
  const cleaned = cleaning.trim ? `btrim(${text}, ${blanks})` : text
  const meaningless = [
    ...(cleaning.blankAsNull ? [`btrim(${text}, ${blanks}) = ''`] : []),
    ...(cleaning.nullTexts.length > 0
      ? [`${cleaned} in (${cleaning.nullTexts.map(quoteLiteral).join(', ')})`]
      : []),
  ]
  return meaningless.length === 0
    ? cleaned
    : `case when ${meaningless.join(' or ')} then null else ${cleaned} end`
}

/** The type of a cleaned value. */
export function cleanedType({ stagedType, cleaning }: CleanedColumn): string {
  return cleaning === undefined ? stagedType : 'text'
}
