import type { AttemptLedger, Receipt } from '@aaps-data/ledger'
import type { Knex } from 'knex'
import type { Plan } from '../plan/plan-run.ts'
import type { PhaseClock } from '../progress/phase-clock.ts'
import type { UnchangedSnapshot } from '../snapshot/take-snapshot.ts'
import { inTargetTransaction } from '../target/target-transaction.ts'
import type { SyncOutcome } from './apply-dataset.ts'

/** Ends a run whose source and target were recognised as unchanged, with the receipt of that. */
export async function recordUnchanged({
  target,
  ledger,
  plan: { dataset, definitionDigest, leftOut },
  taken: { snapshot, tables, notices },
  signal,
  clock,
}: {
  readonly target: Knex
  readonly ledger: AttemptLedger
  readonly plan: Plan
  readonly taken: UnchangedSnapshot
  readonly signal: AbortSignal
  readonly clock: PhaseClock
}): Promise<SyncOutcome> {
  const { lockTimeoutSeconds } = dataset
  const hasCommitted = () => ledger.hasEnded()
  return inTargetTransaction(
    target,
    { signal, lockTimeoutSeconds, hasCommitted },
    async (transaction) => {
      await ledger.lockFence(transaction.knex)
      const receipt: Receipt = {
        mode: 'fingerprint',
        isReconcile: false,
        isPartial: leftOut.length > 0,
        definitionDigest,
        snapshot,
        tables,
        notices,
        phaseMs: clock.phaseMs(),
      }
      await ledger.succeed(transaction.knex, receipt)
      return { state: 'succeeded', receipt }
    },
  )
}
