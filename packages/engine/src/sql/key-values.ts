import { cleanedValue } from './cleaned-value.ts'
import { isReadWhole } from './row-origin.ts'
import { stagedValue, type StagedColumn, type StagedTable } from './staged-table.ts'

/** The column of a staged table of that name. */
export function columnOf({ columns }: StagedTable, name: string): StagedColumn {
  const column = columns.find((each) => each.name === name)
  if (column === undefined) throw new Error(`Column ${name} was not staged`)
  return column
}

/** A staged value as it is compared with others of its column. */
export function comparedValue(column: StagedColumn, alias = 's'): string {
  const value = stagedValue(column, alias)
  // Equal texts are equal in every collation, and sort fastest by their bytes.
  return /^(text|character)/.test(column.targetType) ? `${value} collate "C"` : value
}

/** The values of a row's key, in the order of the definition. */
export function keyValues(table: StagedTable): readonly string[] {
  return table.table.key.map((name) => comparedValue(columnOf(table, name)))
}

/** Whether a row has no key. What has a value that cannot be cast has one. */
export function hasNoKey(table: StagedTable): string {
  const isNull = table.table.key
    .map((name) => `${cleanedValue(columnOf(table, name), 's')} is null`)
    .join(' or ')
  return table.places === undefined ? isNull : `(${isNull}) and ${isReadWhole(table)}`
}
