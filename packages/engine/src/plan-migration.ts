import type { Dataset, Table } from '@aaps-data/catalog'
import { migrationFaults } from './migration-faults.ts'
import { orderByReferences } from './order-by-references.ts'
import type { ActualTable, ActualTarget } from './sql/describe-target-tables.ts'
import {
  addColumn,
  addPrimaryKey,
  addReference,
  commentTable,
  createIndex,
  createSchema,
  createTable,
  dropNotNull,
  makeDeferrable,
} from './sql/migrate-tables.ts'
import { stagingSchema } from './staging-name.ts'
import { ownerOf, withOwner } from './table-owner.ts'

/** What the target lacks, and what keeps it from becoming what the definition says. */
export interface TargetMigration {
  /** In the order in which they have to be run; none when the target is as defined. */
  readonly statements: readonly string[]
  /** Each a sentence. With one of them, nothing is done. */
  readonly faults: readonly string[]
}

/**
 * Compares a definition with the target and says how to get there without losing anything: schemas,
 * tables, columns, primary keys, deferrable foreign keys with their indexes. What would change or
 * drop something that may hold data is a fault. Pure.
 */
export function planMigration(dataset: Dataset, actual: ActualTarget): TargetMigration {
  const { schema } = dataset.target
  const tables = orderByReferences(dataset.tables)
  return {
    statements: [
      ...[stagingSchema, schema].filter((name) => !actual.schemas.has(name)).map(createSchema),
      ...tables.flatMap((table) => tableStatements(dataset, table, actual.tables.get(table.name))),
      // References come last: they may go round in a circle.
      ...tables.flatMap((table) =>
        referenceStatements(schema, table, actual.tables.get(table.name)),
      ),
    ],
    faults: tables.flatMap((table) => migrationFaults(dataset, table, actual)),
  }
}

function tableStatements(
  dataset: Dataset,
  table: Table,
  actual: ActualTable | undefined,
): readonly string[] {
  const { schema } = dataset.target
  const own = (comment: string | null) =>
    commentTable(schema, table.name, withOwner(comment, dataset.name))
  if (actual === undefined) return [createTable(schema, table), own(null)]
  const columns = new Map(actual.columns.map((column) => [column.name, column]))
  return [
    ...table.columns
      .filter((column) => !columns.has(column.name))
      .map((column) => addColumn(schema, table.name, column)),
    ...table.columns
      .filter((column) => column.nullable && columns.get(column.name)?.nullable === false)
      .map((column) => dropNotNull(schema, table.name, column.name)),
    ...(table.key.length > 0 && actual.key.length === 0
      ? [addPrimaryKey(schema, table.name, table.key)]
      : []),
    ...(ownerOf(actual.comment) === undefined ? [own(actual.comment)] : []),
  ]
}

function referenceStatements(
  schema: string,
  table: Table,
  actual: ActualTable | undefined,
): readonly string[] {
  return table.references.flatMap((reference) => {
    const existing = actual?.references.find(
      (each) => each.table === reference.table && isSame(each.columns, reference.columns),
    )
    const indexes = actual?.indexes ?? [table.key]
    const isIndexed = indexes.some((columns) => beginsWith(columns, reference.columns))
    return [
      ...(existing === undefined ? [addReference(schema, table.name, reference)] : []),
      ...(existing?.deferrable === false
        ? [makeDeferrable(schema, table.name, existing.constraint)]
        : []),
      ...(isIndexed ? [] : [createIndex(schema, table.name, reference.columns)]),
    ]
  })
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && beginsWith(some, others)
}

function beginsWith(columns: readonly string[], first: readonly string[]): boolean {
  return first.every((name, position) => columns[position] === name)
}
