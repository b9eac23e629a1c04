import { pendingMigrations } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import { UsageError } from './usage-error.ts'

/** Throws `UsageError` when the ledger is missing or is that of an older version. */
export async function requireLedger(ledger: Knex): Promise<void> {
  if ((await pendingMigrations(ledger)).length === 0) return
  throw new UsageError('The ledger is not of this version: run `aaps-sync migrate` first')
}
