import type { Dataset } from '@aaps-data/catalog'
import type { Knex } from 'knex'
import { planMigration, type TargetMigration } from './plan-migration.ts'
import {
  canonicalTypes,
  describeTargetTables,
  selectFilled,
  selectSchemas,
} from './sql/describe-target-tables.ts'
import { stagingSchema } from './staging-name.ts'
import { targetFailure } from './target-failure.ts'
import { inTargetTransaction } from './target-transaction.ts'

/**
 * Brings the target's tables to what a dataset's definition says, and staging's schema with them:
 * creates what is missing, never drops or converts anything, leaves grants alone. A table that it did
 * not create becomes the dataset's only when it is empty: a run would delete its rows. Gives what it did
 * (or, unless `apply`, would do). All of it happens in one transaction, and nothing when there are
 * faults. Safe to repeat: on a target as defined it does nothing. It needs the same locks as a run,
 * so it waits for one, or fails with `TARGET_LOCKED`.
 */
export async function migrateTarget({
  target,
  dataset,
  apply,
}: {
  readonly target: Knex
  readonly dataset: Dataset
  readonly apply: boolean
}): Promise<TargetMigration> {
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
      const migration = planMigration(dataset, {
        schemas: await selectSchemas(client, [stagingSchema, schema]),
        tables,
        filled: await selectFilled(client, schema, tables.keys()),
        types: await canonicalTypes(client, types),
      })
      if (apply && migration.faults.length === 0) {
        for (const statement of migration.statements) await client.query(statement)
      }
      return migration
    })
  } catch (error) {
    throw targetFailure(error, { dataset: dataset.name })
  }
}

const migrationLock = 'aaps-data-sync migration of the target'
