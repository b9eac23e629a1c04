import type { Reference } from '@aaps-data/catalog'
import { columnOf, comparedValue } from './key-values.ts'
import { quoteIdentifier } from './quote-identifier.ts'
import { stagedValue, type StagedTable } from './staged-table.ts'

/**
 * Whether a row `s` has a value in `column` that no row of `parent` has: none that is staged, and,
 * when not all of its rows were read, none of the target.
 */
export function refersToNothing(
  table: StagedTable,
  { column, parent, parentColumn }: { column: string; parent: StagedTable; parentColumn: string },
): string {
  const value = comparedValue(columnOf(table, column))
  const referred = columnOf(parent, parentColumn)
  const missing = [
    `not exists (select from ${parent.staging} as p where ${comparedValue(referred, 'p')} = ${value})`,
    ...(parent.read === 'full'
      ? []
      : [
          `not exists (select from ${parent.target} as t where t.${quoteIdentifier(parentColumn)} = ${value})`,
        ]),
  ]
  return `${value} is not null and ${missing.join(' and ')}`
}

/**
 * Whether a row `s` refers to one whose key is in `gone`, which was taken out of its table. When not
 * all rows of the table were read, an earlier state of that row may still be in the target.
 */
export function refersToGone(
  table: StagedTable,
  {
    reference: { columns, foreignColumns },
    parent,
    gone,
  }: {
    readonly reference: Reference
    /** Undefined where the table referred to is not at hand. */
    readonly parent: StagedTable | undefined
    readonly gone: string
  },
): string {
  const meets = (alias: string) =>
    columns
      .map((column, place) => {
        const foreign = quoteIdentifier(foreignColumns[place] ?? '')
        return `${alias}.${foreign} = ${stagedValue(columnOf(table, column), 's')}`
      })
      .join(' and ')
  const isGone = `exists (select from ${gone} as g where ${meets('g')})`
  return parent === undefined || parent.read === 'full'
    ? isGone
    : `${isGone} and not exists (select from ${parent.target} as t where ${meets('t')})`
}
