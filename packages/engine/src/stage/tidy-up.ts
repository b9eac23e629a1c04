import type { Dataset } from '@aaps-data/catalog'
import type { AttemptLedger } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import { sweepStaging } from './sweep-staging.ts'

/**
 * Drops the staging tables that nobody wants any more and forgets old changes and rejects. Never throws: what
 * cannot be done now is done by the dataset's next attempt.
 */
export async function tidyUp({
  target,
  ledger,
  dataset: { name, changes },
  fence,
}: {
  readonly target: Knex
  readonly ledger: AttemptLedger
  readonly dataset: Dataset
  readonly fence: number
}): Promise<void> {
  try {
    const kept = await ledger.keptFences()
    await sweepStaging({ target, dataset: name, upToFence: fence, kept })
    await ledger.forgetRows(changes.keepDays)
  } catch {
    // The attempt has ended by now, and how it ended stands.
  }
}
