import type { Dataset, TimeLimit } from '@aaps-data/catalog'
import { SyncError } from '@aaps-data/contracts'
import type { runSync, SyncProgress } from '@aaps-data/engine'
import {
  asLedgerFailure,
  endAttempt,
  keepLease,
  openAttemptLedger,
  type Claim,
} from '@aaps-data/ledger'
import { linkSignals, type Logger } from '@aaps-data/runtime'
import type { Source } from '@aaps-data/sources'
import type { Knex } from 'knex'
import { attemptEndOf } from './attempt-end.ts'
import type { CancelNotices } from './cancel-notices.ts'
import { holdLease } from './hold-lease.ts'
import type { Watchdog } from './watchdog.ts'

const minuteMs = 60_000

/** What an attempt needs of its worker. */
export interface AttemptContext {
  readonly worker: string
  /** Serves leases and ends of attempts, also while every connection to the target is busy. */
  readonly ledger: Knex
  readonly target: Knex
  /** What an attempt does: the engine's, unless somebody measures what is around it. */
  readonly runSync: typeof runSync
  readonly leaseMs: number
  readonly cancelNotices: CancelNotices
  readonly watchdog: Watchdog
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
  const cancelled = new AbortController()
  const limit = limitTime(dataset.timeLimit)
  const release = context.watchdog.guard(
    `Attempt ${claim.attempt} of run ${claim.runId}`,
    dataset.timeLimit.hardMinutes * minuteMs,
  )
  const lease = holdLease({
    claim,
    leaseMs,
    keep: () => keepLease(ledger, claim, leaseMs),
    onCancelled: () => cancelled.abort(new SyncError('RUN_CANCELLED', { runId: claim.runId })),
    onFailure: (error) => {
      log.warn({ err: error }, 'Lease could not be prolonged')
    },
  })
  // Only the ledger says that a run is cancelled; a notice makes it be asked at once.
  const forget = context.cancelNotices.listen(claim.runId, () => lease.ask())
  const ending = linkSignals([lease.signal, cancelled.signal, limit.signal, stopping])
  const { signal } = ending
  try {
    const outcome = await context.runSync({
      run: {
        id: claim.runId,
        attempt: claim.attempt,
        fence: claim.fence,
        mode: claim.mode,
        preview: claim.preview,
        tables: claim.tables,
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
    const end = attemptEndOf(error, { policy: dataset.retry, claim, random, now })
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
    ending.unlink()
    limit.clear()
    forget()
    release()
  }
}

/** The moment at which an attempt has to stop. */
function limitTime({ softMinutes }: TimeLimit): {
  readonly signal: AbortSignal
  clear(): void
} {
  const over = new AbortController()
  const timer = setTimeout(() => {
    over.abort(new SyncError('TIME_LIMIT_EXCEEDED', { softMinutes }))
  }, softMinutes * minuteMs)
  return {
    signal: over.signal,
    clear: () => {
      clearTimeout(timer)
    },
  }
}
