import type { Dataset, Table } from '@aaps-data/catalog'
import type { ActualTarget } from '../sql/describe-target-tables.ts'
import { selectNulls, selectOrphans } from '../sql/migrate-tables.ts'
import type { MigrationFault } from './migration-faults.ts'

/**
 * Says what of a table's definition has to wait until a run has brought the rows: columns that are
 * to take no nulls and hold some, or are added now, and references of rows that refer to nothing.
 * Pure.
 */
export function leftForRun(
  dataset: Dataset,
  table: Table,
  target: ActualTarget,
): readonly MigrationFault[] {
  return [...unfilledColumns(dataset, table, target), ...orphanedReferences(dataset, table, target)]
}

function unfilledColumns(
  { target: { schema } }: Dataset,
  { name: table, key, columns }: Table,
  { tables, complete }: ActualTarget,
): readonly MigrationFault[] {
  const found = tables.get(table)
  if (found === undefined) return []
  const actual = new Map(found.columns.map((column) => [column.name, column]))
  return columns
    .filter(({ name, nullable }) => !nullable && !key.includes(name))
    .filter(({ name }) => actual.get(name)?.nullable !== false)
    .filter(({ name }) => complete.get(table)?.has(name) !== true)
    .map(({ name }) => {
      const column = `${schema}.${table}.${name}`
      return actual.has(name)
        ? {
            reason:
              `${column} is to take no nulls and holds some: migrate again when a run has filled ` +
              'them, or write it without `not null` if the source has no values for it',
            statement: undefined,
            rows: selectNulls(schema, table, [name]),
          }
        : {
            reason: `${column} is new and takes nulls until a run has filled it: migrate again then`,
            statement: undefined,
          }
    })
}

function orphanedReferences(
  { target: { schema } }: Dataset,
  { name: table }: Table,
  { orphaned }: ActualTarget,
): readonly MigrationFault[] {
  return [...(orphaned.get(table) ?? [])].map((reference) => ({
    reason:
      `${schema}.${table} (${reference.columns.join(', ')}) is to refer to ${reference.table}, and ` +
      'rows refer to nothing there: migrate again when a run has brought what the source has',
    statement: undefined,
    rows: selectOrphans(schema, table, reference),
  }))
}
