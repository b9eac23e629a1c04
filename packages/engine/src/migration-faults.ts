import type { Dataset, Table } from '@aaps-data/catalog'
import type { ActualTable, ActualTarget } from './sql/describe-target-tables.ts'
import { commentTable } from './sql/migrate-tables.ts'
import { ownerOf, withOwner } from './table-owner.ts'

/** Says why a table of the target cannot become what its definition says. Pure. */
export function migrationFaults(
  dataset: Dataset,
  table: Table,
  { tables, types, filled }: ActualTarget,
): readonly string[] {
  const name = `${dataset.target.schema}.${table.name}`
  const unknown = table.columns
    .filter((column) => types.get(column.type) === undefined)
    .map((column) => `${name}.${column.name}: the target knows no type ${column.type}`)
  const actual = tables.get(table.name)
  if (actual === undefined) return unknown
  return [
    ...unknown,
    ...ownerFaults(name, dataset, actual, filled.has(table.name)),
    ...columnFaults(name, table, actual, types),
    ...keyFaults(name, table, actual),
  ]
}

// The first run would delete rows that are not in the source: they may be somebody's.
function ownerFaults(
  name: string,
  dataset: Dataset,
  { comment, name: table }: ActualTable,
  isFilled: boolean,
): readonly string[] {
  const owner = ownerOf(comment)
  if (owner === dataset.name) return []
  if (owner !== undefined) return [`${name} belongs to the dataset ${owner}`]
  if (!isFilled) return []
  const adopt = commentTable(dataset.target.schema, table, withOwner(comment, dataset.name))
  return [
    `${name} holds rows and was not created by this product: a run would replace them. ` +
      `Empty it, or give it to the dataset: ${adopt}`,
  ]
}

function columnFaults(
  name: string,
  table: Table,
  actual: ActualTable,
  types: ActualTarget['types'],
): readonly string[] {
  const declared = new Map(table.columns.map((column) => [column.name, column]))
  return actual.columns.flatMap(({ name: column, type, nullable, filled, computed }) => {
    const definition = declared.get(column)
    if (definition === undefined) {
      return nullable || filled
        ? []
        : [
            `${name}.${column} is not in the definition and takes no nulls: no row could be inserted`,
          ]
    }
    if (computed) {
      return [`${name}.${column} is computed by the target: take it out of the definition`]
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
