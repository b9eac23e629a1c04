import type { Phase } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import type { Receipt } from './receipt.ts'

/** What an attempt may write to the ledger. Every write holds only under the attempt's fence. */
export interface AttemptLedger {
  /** Notes the phase that begins, for the page. Cheap, and outside the apply transaction. */
  beginPhase(phase: Phase): Promise<void>
  /**
   * Locks the dataset's lease row in the open transaction, so that nobody can take the dataset
   * over before it ends. Throws `LEASE_LOST` when somebody already has.
   */
  lockFence(transaction: Knex.Transaction): Promise<void>
  /** Writes receipt, final state, freed lease and outgoing messages in the open transaction. */
  succeed(transaction: Knex.Transaction, receipt: Receipt): Promise<void>
  /** Asks, after a commit whose answer was lost, whether it happened. */
  hasSucceeded(): Promise<boolean>
}
