import { anyRelay, asLedgerFailure, decideHeld } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import type { Identity } from './access/verify-credentials.ts'
import { writeAudit } from './store/write-audit.ts'

interface DecisionWish {
  readonly runId: string
  readonly decision: 'approved' | 'discarded'
  readonly note: string | undefined
  readonly by: Identity
  readonly address: string
}

/** Decides about a held run. False when it is not held (any more); nothing has changed then. */
export type DecideHeldRun = (wish: DecisionWish) => Promise<boolean>

/**
 * Makes the function behind *Aprobar* and *Descartar*. The decision, its command and its entry in
 * the audit log are one transaction, which needs no broker. A scheduler sends the command within a
 * second: the monitor's login may not.
 */
export function createHoldDecider(db: Knex): DecideHeldRun {
  return async ({ runId, decision, note, by, address }) => {
    const action = decision === 'approved' ? 'run.approve' : 'run.discard'
    try {
      return await db.transaction(async (transaction) => {
        const decided = await decideHeld(transaction, {
          runId,
          decision,
          by: by.name,
          note,
          writer: anyRelay,
        })
        await writeAudit(transaction, {
          actor: by.name,
          role: by.role,
          action,
          subject: runId,
          address,
          outcome: decided ? 'accepted' : 'failed',
          runId,
          details: note === undefined ? {} : { note },
        })
        return decided
      })
    } catch (error) {
      throw asLedgerFailure(error)
    }
  }
}
