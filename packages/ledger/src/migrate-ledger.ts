import type { Knex } from 'knex'
import { tables } from './migrations/0001-tables.ts'
import { messages } from './migrations/0002-messages.ts'
import { runFunctions } from './migrations/0003-run-functions.ts'
import { sweepFunctions } from './migrations/0004-sweep-functions.ts'
import { holds } from './migrations/0005-holds.ts'
import { holdFunctions } from './migrations/0006-hold-functions.ts'
import { baselines } from './migrations/0007-baselines.ts'
import { rejects } from './migrations/0008-rejects.ts'
import { definitionsAndReconciles } from './migrations/0009-definitions-and-reconciles.ts'
import { dispatch } from './migrations/0010-dispatch.ts'
import { dispatchFunctions } from './migrations/0011-dispatch-functions.ts'
import { retention } from './migrations/0012-retention.ts'

const migrations: ReadonlyMap<string, string> = new Map([
  ['0001-tables', tables],
  ['0002-messages', messages],
  ['0003-run-functions', runFunctions],
  ['0004-sweep-functions', sweepFunctions],
  ['0005-holds', holds],
  ['0006-hold-functions', holdFunctions],
  ['0007-baselines', baselines],
  ['0008-rejects', rejects],
  ['0009-definitions-and-reconciles', definitionsAndReconciles],
  ['0010-dispatch', dispatch],
  ['0011-dispatch-functions', dispatchFunctions],
  ['0012-retention', retention],
])

const source: Knex.MigrationSource<string> = {
  getMigrations: () => Promise.resolve([...migrations.keys()]),
  getMigrationName: (name) => name,
  getMigration: (name) =>
    Promise.resolve({
      up: async (knex) => {
        await knex.raw(migrations.get(name) ?? '')
      },
      down: () => Promise.reject(new Error(`Migration ${name} only goes forward`)),
    }),
}

/** Any number that no other program uses as an advisory lock; "sync" in ASCII. */
const migrationLock = 0x73796e63

/**
 * Brings schema `sync` of the target database to the newest form, and returns the names of the
 * migrations that it applied. Safe to repeat and to run from several processes at once; forward
 * only. A predecessor that was killed leaves nothing half done and no lock behind.
 */
export async function migrateLedger(db: Knex): Promise<readonly string[]> {
  const config: Knex.MigratorConfig = {
    migrationSource: source,
    schemaName: 'sync',
    tableName: 'migrations',
  }
  return db.transaction(async (lock) => {
    // Held, idle, for as long as the migrations take on other connections.
    await lock.raw(
      `set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0`,
    )
    await lock.raw('select pg_advisory_xact_lock(?)', [migrationLock])
    await db.raw('create schema if not exists sync')
    // Whoever held knex's own lock row is dead: we hold the advisory lock.
    if (await db.schema.withSchema('sync').hasTable('migrations_lock')) {
      await db.migrate.forceFreeMigrationsLock(config)
    }
    const [, applied] = (await db.migrate.latest(config)) as [number, string[]]
    return applied
  })
}

/** The names of the migrations that `migrateLedger` would apply. Changes nothing. */
export async function pendingMigrations(db: Knex): Promise<readonly string[]> {
  const { rows: found } = await db.raw<{ rows: { exists: boolean }[] }>(
    `select to_regclass('sync.migrations') is not null as exists`,
  )
  if (found[0]?.exists !== true) return [...migrations.keys()]
  const { rows } = await db.raw<{ rows: { name: string }[] }>(`select name from sync.migrations`)
  const applied = new Set(rows.map(({ name }) => name))
  return [...migrations.keys()].filter((name) => !applied.has(name))
}
