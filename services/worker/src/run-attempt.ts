import type { Dataset } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import { runSync, type SyncProgress } from '@aaps-data/engine'
import {
  asLedgerFailure,
  endAttempt,
  keepLease,
  openAttemptLedger,
  type Claim,
} from '@aaps-data/ledger'
import type { Logger } from '@aaps-data/runtime'
import type { Source } from '@aaps-data/sources'
import type { Knex } from 'knex'
import { attemptEndOf } from './attempt-end.ts'
import { holdLease } from './hold-lease.ts'

/** What an attempt needs of its worker. */
export interface AttemptContext {
  readonly worker: string
  /** Serves leases and ends of attempts, also while every connection to the target is busy. */
  readonly ledger: Knex
  readonly target: Knex
  readonly leaseMs: number
  /** Aborted with `WORKER_STOPPING` when the worker will not wait any longer. */
  readonly stopping: AbortSignal
  readonly now: () => Date
  readonly random: () => number
}

/**
 * Runs one claimed attempt to its end in the ledger: succeeded, held, waiting, failed, or back in
 * the queue. Never throws for a failure of the run; throws when the ledger cannot be written, and then
 * the lease runs out and the schedulers take the run back.
 */
export async function runAttempt(
  context: AttemptContext,
  {
    claim,
    dataset,
    source,
    progress,
    log,
  }: {
    readonly claim: Claim
    readonly dataset: Dataset
    readonly source: Source
    readonly progress: (progress: SyncProgress) => void
    readonly log: Logger
  },
): Promise<void> {
  const { ledger, target, worker, leaseMs, stopping, now, random } = context
  const lease = holdLease({
    claim,
    leaseMs,
    keep: () => keepLease(ledger, claim, leaseMs),
    onFailure: (error) => {
      log.warn({ err: error }, 'Lease could not be prolonged')
    },
  })
  const signal = AbortSignal.any([lease.signal, stopping])
  try {
    const outcome = await runSync({
      run: {
        id: claim.runId,
        attempt: claim.attempt,
        fence: claim.fence,
        preview: claim.preview,
        approval: claim.approval,
      },
      dataset,
      source,
      target,
      ledger: openAttemptLedger(ledger, claim, worker),
      progress,
      signal,
      now,
    })
    if (outcome.state === 'held') log.info({ kind: outcome.hold.kind }, 'Run held for a person')
    else log.info({ phaseMs: outcome.receipt.phaseMs }, 'Run succeeded')
  } catch (thrown) {
    const error: unknown = signal.aborted ? signal.reason : thrown
    const end = attemptEndOf(error, { policy: dataset.retry, claim, random })
    if (error instanceof SyncError) log.warn({ err: error, next: end.next }, 'Attempt ended')
    else log.error({ err: error, next: end.next }, 'Attempt met a defect')
    try {
      const isOurs = await endAttempt(ledger, claim, end, worker)
      if (!isOurs) log.warn('Another attempt has the run by now')
    } catch (failure) {
      throw asLedgerFailure(failure)
    }
  } finally {
    await lease.release()
  }
}
