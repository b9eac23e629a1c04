import type { Dataset, Table } from '@aaps-data/catalog'
import type { ActualTable, ActualTarget } from './sql/describe-target-tables.ts'

const commentPrefix = 'aaps-data-sync dataset '

/** The comment that says to which dataset a target table belongs. */
export function ownerComment(dataset: string): string {
  return `${commentPrefix}${dataset}`
}

/** Says why a table of the target cannot become what its definition says. Pure. */
export function migrationFaults(
  dataset: Dataset,
  table: Table,
  { tables, types }: ActualTarget,
): readonly string[] {
  const name = `${dataset.target.schema}.${table.name}`
  const unknown = table.columns
    .filter((column) => types.get(column.type) === undefined)
    .map((column) => `${name}.${column.name}: the target knows no type ${column.type}`)
  const actual = tables.get(table.name)
  if (actual === undefined) return unknown
  return [
    ...unknown,
    ...ownerFaults(name, dataset, actual),
    ...columnFaults(name, table, actual, types),
    ...keyFaults(name, table, actual),
  ]
}

function ownerFaults(name: string, dataset: Dataset, { comment }: ActualTable): readonly string[] {
  if (comment?.startsWith(commentPrefix) !== true) return []
  const owner = comment.slice(commentPrefix.length)
  return owner === dataset.name ? [] : [`${name} belongs to the dataset ${owner}`]
}

function columnFaults(
  name: string,
  table: Table,
  actual: ActualTable,
  types: ActualTarget['types'],
): readonly string[] {
  const declared = new Map(table.columns.map((column) => [column.name, column]))
  return actual.columns.flatMap(({ name: column, type, nullable, filled }) => {
    const definition = declared.get(column)
    if (definition === undefined) {
      return nullable || filled
        ? []
        : [
            `${name}.${column} is not in the definition and takes no nulls: no row could be inserted`,
          ]
    }
    const wanted = types.get(definition.type)
    return wanted === undefined || wanted === type
      ? []
      : [`${name}.${column} is ${type}, the definition says ${wanted}: convert it by hand`]
  })
}

function keyFaults(name: string, { key }: Table, actual: ActualTable): readonly string[] {
  const isKept = actual.key.length === 0 || isSameSet(actual.key, key)
  if (isKept) return []
  return [
    `${name} has the primary key (${actual.key.join(', ')}), ` +
      (key.length > 0 ? `the definition says (${key.join(', ')})` : 'the definition has none') +
      ': change it by hand',
  ]
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name))
}
