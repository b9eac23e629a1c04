import type { Dataset, SourceTable, Table } from '@aaps-data/catalog'
import type { Notice } from '@aaps-data/ledger'
import type { RelationColumn } from '@aaps-data/sources'
import type { ActualTable } from '../sql/describe-target-tables.ts'
import { isAdded } from './added-column.ts'
import { relateTypes } from './type-relation.ts'

/**
 * Tells in what a table of the target is not as the definition says, though rows can be written to
 * it: types of columns, what keeps nulls, strangers' references and second keys out, and columns
 * that keep rows out. `found` are the columns of the source, if it has any: under the policy `add` a
 * column may have the source's type. Pure.
 */
export function findAlterations(
  dataset: Dataset,
  table: Table,
  {
    actual,
    canonical,
    found = [],
  }: {
    readonly actual: ActualTable
    readonly canonical: ReadonlyMap<string, string | undefined>
    readonly found?: readonly RelationColumn[]
  },
): readonly Notice[] {
  const notice = (what: string, details: Notice['details']): Notice => ({
    code: 'TARGET_ALTERED',
    table: table.name,
    details: { what, ...details },
  })
  const declared = new Map(table.columns.map((column) => [column.name, column]))
  const sourceTypes = new Map(found.map(({ name, type }) => [name, type]))
  const columns = actual.columns.flatMap((column) => {
    const { name, type, nullable, filled } = column
    const definition = declared.get(name)
    if (definition === undefined) {
      return nullable || filled ? [] : [notice('not null without default', { column: name })]
    }
    const expected = canonical.get(definition.type) ?? definition.type
    const follows = dataset.drift === 'add' && sourceTypes.get(definition.source) === type
    return [
      ...(relateTypes(expected, type) === 'same' || follows
        ? []
        : [notice('type', { column: name, expectedType: expected, targetType: type })]),
      ...(nullable && !definition.nullable ? [notice('nullable', { column: name })] : []),
    ]
  })
  const references = table.references
    .filter((reference) => !actual.references.some((each) => isSame(each, reference)))
    .map((reference) =>
      notice('reference', { columns: reference.columns, references: reference.table }),
    )
  const isKeyless = table.key.length > 0 && actual.key.length === 0
  return [
    ...columns,
    ...(isKeyless ? [notice('primary key', { columns: table.key })] : []),
    ...references,
  ]
}

/** Tells which columns were taken over from the source that has them no more. Pure. */
export function findAbandoned(
  table: SourceTable,
  { actual, found }: { readonly actual: ActualTable; readonly found: readonly RelationColumn[] },
): readonly Notice[] {
  const known = new Set([...found, ...table.columns].map(({ name }) => name))
  return actual.columns
    .filter((column) => isAdded(column) && !known.has(column.name))
    .map(({ name: column }) => ({
      code: 'COLUMN_MISSING',
      table: table.name,
      details: { column },
    }))
}

interface ForeignKey {
  readonly columns: readonly string[]
  readonly table: string
}

function isSame(one: ForeignKey, other: ForeignKey): boolean {
  return one.table === other.table && one.columns.join('\0') === other.columns.join('\0')
}
