import type { Dataset, Reference, Table } from '@aaps-data/catalog'
import type { Knex } from 'knex'
import type { ClientBase } from 'pg'
import { relateTypes } from '../columns/type-relation.ts'
import { targetFailure } from '../failures/target-failure.ts'
import { withholdMasked } from '../failures/withhold-masked.ts'
import { canonicalTypes } from '../sql/canonical-types.ts'
import {
  describeTargetTables,
  hasOrphans,
  selectComplete,
  selectFilled,
  selectKeyObstacle,
  selectSchemas,
  type ActualTable,
  type ActualTarget,
  type KeyObstacle,
} from '../sql/describe-target-tables.ts'
import { stagingSchema } from '../sql/staging-name.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'
import { findReference } from './find-reference.ts'
import { planMigration, type TargetMigration } from './plan-migration.ts'
import { findRuleFaults } from './rule-faults.ts'

/** What was found out, and whether it was done. */
export interface MigratedTarget extends TargetMigration {
  readonly isApplied: boolean
}

/**
 * Brings the target's tables to what a dataset's definition says, and staging's schema with them:
 * creates what is missing, widens types, never drops anything or converts it into what cannot hold
 * it, leaves grants alone. A table that it did not create becomes the dataset's only when it is empty:
 * a run would delete its rows. Gives what it did or would do. It does nothing unless `apply`, when
 * there are faults, or when it has other steps than somebody has `seen`. All of it happens in one
 * transaction. Safe to repeat: on a target as defined it has no steps. It needs the same locks as a
 * run, so it waits for one, or fails with `TARGET_LOCKED`.
 */
export async function migrateTarget({
  target,
  dataset,
  apply,
  seen,
}: {
  readonly target: Knex
  readonly dataset: Dataset
  readonly apply: boolean
  readonly seen?: TargetMigration
}): Promise<MigratedTarget> {
  const { signal } = new AbortController()
  const { lockTimeoutSeconds } = dataset
  try {
    return await inTargetTransaction(target, { signal, lockTimeoutSeconds }, async ({ client }) => {
      // Two migrations at once would create the same tables.
      await client.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [migrationLock])
      const { schema } = dataset.target
      const names = dataset.tables.map((table) => table.name)
      const types = dataset.tables.flatMap(({ columns }) => columns.map((column) => column.type))
      const tables = await describeTargetTables(client, schema, names)
      const knownTypes = await canonicalTypes(client, types)
      const planned = planMigration(dataset, {
        schemas: await selectSchemas(client, [stagingSchema, schema]),
        tables,
        filled: await selectFilled(client, schema, tables.keys()),
        complete: await findComplete(client, dataset, tables),
        unkeyable: await findUnkeyable(client, dataset, { tables, types: knownTypes }),
        orphaned: await findOrphaned(client, dataset, { tables, types: knownTypes }),
        types: knownTypes,
      })
      const ruleFaults = await findRuleFaults(client, dataset, knownTypes)
      const faults = [
        ...planned.faults,
        ...ruleFaults.map((reason) => ({ reason, statement: undefined })),
      ]
      const migration = { ...planned, faults }
      const isApplied = apply && migration.faults.length === 0 && isSeen(migration, seen)
      if (isApplied) {
        for (const { statement } of migration.steps) await client.query(statement)
      }
      return { ...migration, isApplied }
    })
  } catch (error) {
    throw withholdMasked(targetFailure(error, { dataset: dataset.name }), dataset)
  }
}

async function findComplete(
  client: ClientBase,
  { target: { schema }, tables }: Dataset,
  inTarget: ReadonlyMap<string, ActualTable>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const complete = new Map<string, ReadonlySet<string>>()
  for (const { name, columns, key } of tables) {
    const isRequired = new Set(columns.filter((each) => !each.nullable).map((each) => each.name))
    const lax = (inTarget.get(name)?.columns ?? [])
      .filter((column) => column.nullable && isRequired.has(column.name))
      .map((column) => column.name)
      // A primary key takes care of its own.
      .filter((column) => !key.includes(column))
    complete.set(name, await selectComplete(client, { schema, table: name }, lax))
  }
  return complete
}

async function findUnkeyable(
  client: ClientBase,
  dataset: Dataset,
  actual: Pick<ActualTarget, 'tables' | 'types'>,
): Promise<ReadonlyMap<string, KeyObstacle>> {
  const { schema } = dataset.target
  const unkeyable = new Map<string, KeyObstacle>()
  for (const table of dataset.tables) {
    if (!isKeyDue(table, actual)) continue
    const obstacle = await selectKeyObstacle(client, { schema, table: table.name }, table.key)
    if (obstacle !== undefined) unkeyable.set(table.name, obstacle)
  }
  return unkeyable
}

async function findOrphaned(
  client: ClientBase,
  { target: { schema }, tables }: Dataset,
  actual: Pick<ActualTarget, 'tables' | 'types'>,
): Promise<ReadonlyMap<string, ReadonlySet<Reference>>> {
  const orphaned = new Map<string, ReadonlySet<Reference>>()
  for (const table of tables) {
    const found = new Set<Reference>()
    for (const reference of table.references) {
      const other = tables.find(({ name }) => name === reference.table)
      const isDue =
        findReference(actual.tables.get(table.name), reference) === undefined &&
        hasAsDeclared(table, reference.columns, actual) &&
        other !== undefined &&
        hasAsDeclared(other, reference.foreignColumns, actual)
      if (!isDue) continue
      const place = { schema, table: table.name }
      if (await hasOrphans(client, place, reference)) found.add(reference)
    }
    orphaned.set(table.name, found)
  }
  return orphaned
}

function isKeyDue(table: Table, actual: Pick<ActualTarget, 'tables' | 'types'>): boolean {
  const key = actual.tables.get(table.name)?.key
  return table.key.length > 0 && key?.length === 0 && hasAsDeclared(table, table.key, actual)
}

// Values of another type than the declared one may have no equality; they are a fault already.
function hasAsDeclared(
  { name, columns }: Table,
  names: readonly string[],
  { tables, types }: Pick<ActualTarget, 'tables' | 'types'>,
): boolean {
  const actual = tables.get(name)
  const declared = new Map(columns.map((column) => [column.name, types.get(column.type)]))
  return names.every((column) => {
    const wanted = declared.get(column)
    const found = actual?.columns.find((each) => each.name === column)
    return (
      wanted !== undefined && found !== undefined && relateTypes(wanted, found.type) !== 'other'
    )
  })
}

function isSeen({ steps }: TargetMigration, seen: TargetMigration | undefined): boolean {
  if (seen === undefined) return true
  // What was done meanwhile, such as a schema that datasets share, is nothing new.
  const known = new Set(seen.steps.map(({ statement }) => statement))
  return steps.every(({ statement }) => known.has(statement))
}

const migrationLock = 'aaps-data-sync migration of the target'
