import { SyncError, type Phase } from '@aaps-data/contracts'
import type { Knex } from 'knex'
import type { Claim } from './claim-run.ts'
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

/** The ledger of one claimed attempt. `db` serves what happens outside the apply transaction. */
export function openAttemptLedger(db: Knex, claim: Claim, writer: string): AttemptLedger {
  const leaseLost = () =>
    new SyncError('LEASE_LOST', { dataset: claim.dataset, runId: claim.runId, fence: claim.fence })

  return {
    async beginPhase(phase) {
      await db.raw(
        `update sync.attempts set phase = ? where run_id = ? and fence = ? and outcome is null`,
        [phase, claim.runId, claim.fence],
      )
    },

    async lockFence(transaction) {
      const { rows } = await transaction.raw<{ rows: unknown[] }>(
        `select from sync.datasets where name = ? and fence = ? and run_id = ? for update`,
        [claim.dataset, claim.fence, claim.runId],
      )
      if (rows.length === 0) throw leaseLost()
    },

    async succeed(transaction, { snapshot, tables, phaseMs }) {
      const { rows } = await transaction.raw<{ rows: { finished: boolean }[] }>(
        `select sync.finish_run(?, ?, ?, ?, ?::jsonb, ?::jsonb, ?) as finished`,
        [
          claim.runId,
          claim.fence,
          snapshot.id,
          snapshot.takenAt,
          JSON.stringify(phaseMs),
          JSON.stringify(tables),
          writer,
        ],
      )
      if (rows[0]?.finished !== true) throw leaseLost()
    },

    async hasSucceeded() {
      const { rows } = await db.raw<{ rows: unknown[] }>(
        `select from sync.receipts where run_id = ? and fence = ?`,
        [claim.runId, claim.fence],
      )
      return rows.length > 0
    },
  }
}
