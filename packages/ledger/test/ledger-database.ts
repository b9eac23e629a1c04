import { createTestDatabase, type TestDatabase } from '@aaps-data/testing'
import type { Knex } from 'knex'
import { connectLedger, migrateLedger, requestRun, requestKeyOf } from '../src/index.ts'

export interface LedgerDatabase {
  readonly db: Knex
  readonly url: string
  /** Asks for a run of the dataset, as another service would; gives its id. */
  request(key: string, options?: { dataset?: string; maxAttempts?: number }): Promise<string>
  run(id: string): Promise<Record<string, unknown>>
  rows(sql: string, bindings?: readonly Knex.RawBinding[]): Promise<Record<string, unknown>[]>
  /** Makes every lease end in the past. */
  expireLeases(): Promise<void>
  drop(): Promise<void>
}

/** A migrated ledger in a database of its own. */
export async function createLedgerDatabase(): Promise<LedgerDatabase> {
  const database: TestDatabase = await createTestDatabase()
  const db = connectLedger({ url: database.url, applicationName: 'ledger-test', poolSize: 8 })
  await migrateLedger(db)
  const rows = async (sql: string, bindings: readonly Knex.RawBinding[] = []) => {
    const result = await db.raw<{ rows: Record<string, unknown>[] }>(sql, bindings)
    return result.rows
  }
  return {
    db,
    url: database.url,
    rows,
    async request(key, { dataset = 'registro', maxAttempts = 3 } = {}) {
      const { runId } = await requestRun(
        db,
        {
          dataset,
          class: 'interactive',
          origin: 'service',
          key: requestKeyOf('tests', key),
          requestedBy: 'tests',
          maxAttempts,
        },
        'writer',
      )
      return runId
    },
    async run(id) {
      const [row] = await rows('select * from sync.runs where id = ?', [id])
      if (row === undefined) throw new Error(`No run ${id}`)
      return row
    },
    async expireLeases() {
      await db.raw(
        `update sync.datasets set lease_until = now() - interval '1 s' where lease_until is not null`,
      )
    },
    async drop() {
      await db.destroy()
      await database.drop()
    },
  }
}
