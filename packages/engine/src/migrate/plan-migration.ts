import type { Dataset, Table } from '@aaps-data/catalog'
import { relateTypes } from '../columns/type-relation.ts'
import { orderByReferences } from '../plan/order-by-references.ts'
import type { ActualTable, ActualTarget } from '../sql/describe-target-tables.ts'
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
  setNotNull,
  widenColumn,
} from '../sql/migrate-tables.ts'
import { stagingSchema } from '../sql/staging-name.ts'
import { findReference } from './find-reference.ts'
import { leftForRun } from './left-for-run.ts'
import { migrationFaults, type MigrationFault } from './migration-faults.ts'
import { ownerOf, withOwner } from './table-owner.ts'

/** One thing that a migration does. */
export interface MigrationStep {
  /** What it does, in a few words, such as `add column registro.epsa.sigla text`. */
  readonly what: string
  readonly statement: string
}

/** What the target lacks, and what keeps it from becoming what the definition says. */
export interface TargetMigration {
  /** In the order in which they have to be done; none when the target is as defined. */
  readonly steps: readonly MigrationStep[]
  /** With one of them, nothing is done. */
  readonly faults: readonly MigrationFault[]
  /** What it cannot do yet, and is in the way of nothing else. */
  readonly left: readonly MigrationFault[]
}

/**
 * Compares a definition with the target and says how to get there without losing anything: schemas,
 * tables, columns, wider types, columns without nulls that are to have none, primary keys,
 * deferrable foreign keys with their indexes. What would change or drop something that may hold
 * data is a fault. Pure.
 */
export function planMigration(dataset: Dataset, actual: ActualTarget): TargetMigration {
  const { schema } = dataset.target
  const tables = orderByReferences(dataset.tables)
  return {
    steps: [
      ...[stagingSchema, schema]
        .filter((name) => !actual.schemas.has(name))
        .map((name) => step(`create schema ${name}`, createSchema(name))),
      ...tables.flatMap((table) => tableSteps(dataset, table, actual)),
      // References come last: they may go round in a circle.
      ...tables.flatMap((table) => referenceSteps(schema, table, actual)),
    ],
    faults: tables.flatMap((table) => migrationFaults(dataset, table, actual)),
    left: tables.flatMap((table) => leftForRun(dataset, table, actual)),
  }
}

function step(what: string, statement: string): MigrationStep {
  return { what, statement }
}

function tableSteps(
  dataset: Dataset,
  table: Table,
  target: ActualTarget,
): readonly MigrationStep[] {
  const { schema } = dataset.target
  const name = `${schema}.${table.name}`
  const own = (comment: string | null) =>
    step(
      `note that ${name} belongs to ${dataset.name}`,
      commentTable(schema, table.name, withOwner(comment, dataset.name)),
    )
  const actual = target.tables.get(table.name)
  if (actual === undefined) {
    const what = `create table ${name}, ${table.columns.length} columns`
    return [step(what, createTable(schema, table)), own(null)]
  }
  return [
    ...columnSteps(schema, table, actual, target),
    ...(table.key.length > 0 && actual.key.length === 0
      ? [
          step(
            `add primary key ${name} (${table.key.join(', ')})`,
            addPrimaryKey(schema, table.name, table.key),
          ),
        ]
      : []),
    ...(ownerOf(actual.comment) === undefined ? [own(actual.comment)] : []),
  ]
}

function columnSteps(
  schema: string,
  table: Table,
  actual: ActualTable,
  { types, complete }: ActualTarget,
): readonly MigrationStep[] {
  const existing = new Map(actual.columns.map((column) => [column.name, column]))
  return table.columns.flatMap((column) => {
    const name = `${schema}.${table.name}.${column.name}`
    const found = existing.get(column.name)
    if (found === undefined) {
      return [step(`add column ${name} ${column.type}`, addColumn(schema, table.name, column))]
    }
    const type = types.get(column.type) ?? found.type
    return [
      ...(isWidened(found.type, type)
        ? [
            step(
              `widen ${name} from ${found.type} to ${type}`,
              widenColumn(schema, table.name, column),
            ),
          ]
        : []),
      ...(column.nullable && !found.nullable
        ? [step(`let ${name} take nulls`, dropNotNull(schema, table.name, column.name))]
        : []),
      ...(complete.get(table.name)?.has(column.name) === true
        ? [step(`let ${name} take no nulls`, setNotNull(schema, table.name, column.name))]
        : []),
    ]
  })
}

function referenceSteps(
  schema: string,
  table: Table,
  { tables, orphaned: byTable }: ActualTarget,
): readonly MigrationStep[] {
  const actual = tables.get(table.name)
  const orphaned = byTable.get(table.name) ?? new Set()
  return table.references.flatMap((reference) => {
    const existing = findReference(actual, reference)
    const indexes = actual?.indexes ?? [table.key]
    const isIndexed = indexes.some((columns) => beginsWith(columns, reference.columns))
    const name = `${schema}.${table.name} (${reference.columns.join(', ')})`
    return [
      ...(existing === undefined && !orphaned.has(reference)
        ? [
            step(
              `add reference ${name} to ${reference.table}`,
              addReference(schema, table.name, reference),
            ),
          ]
        : []),
      ...(existing?.deferrable === false
        ? [
            step(
              `make the reference ${name} deferrable`,
              makeDeferrable(schema, table.name, existing.constraint),
            ),
          ]
        : []),
      ...(isIndexed
        ? []
        : [step(`add index ${name}`, createIndex(schema, table.name, reference.columns))]),
    ]
  })
}

// Types that take the same values, such as text and an unlimited varchar, are left as they are.
function isWidened(from: string, to: string): boolean {
  return relateTypes(to, from) === 'narrower'
}

function beginsWith(columns: readonly string[], first: readonly string[]): boolean {
  return first.every((name, position) => columns[position] === name)
}
