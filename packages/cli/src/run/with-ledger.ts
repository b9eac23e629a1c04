import { connectLedger } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import { requireLedger } from '../require-ledger.ts'

/**
 * Connects the ledger, does the work and closes it. Throws `TARGET_UNREACHABLE` before the work, and
 * `UsageError` when the ledger was not migrated.
 */
export async function withLedger(
  url: string,
  work: (ledger: Knex) => Promise<void>,
): Promise<void> {
  const ledger = connectLedger({ url, applicationName: 'aaps-sync run' })
  try {
    await requireLedger(ledger)
    await work(ledger)
  } finally {
    await ledger.destroy()
  }
}
