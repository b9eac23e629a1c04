import type { Dataset } from '@aaps-data/catalog'
import { SyncError, type RunMode } from '@aaps-data/contracts'
import type { Approval, AttemptLedger } from '@aaps-data/ledger'
import type { Source } from '@aaps-data/sources'
import type { Knex } from 'knex'
import { applyDataset, type SyncOutcome } from './apply/apply-dataset.ts'
import { recordUnchanged } from './apply/record-unchanged.ts'
import { checkStaging } from './check/check-staging.ts'
import { withholdMasked } from './failures/withhold-masked.ts'
import { inPlanOrder, planRun } from './plan/plan-run.ts'
import { startPhaseClock } from './progress/phase-clock.ts'
import { limitProgress, type ReportProgress } from './progress/sync-progress.ts'
import { adoptStaging } from './snapshot/adopt-staging.ts'
import { findSourceMoves } from './snapshot/find-source-moves.ts'
import { takeSnapshot } from './snapshot/take-snapshot.ts'
import { tidyUp } from './stage/tidy-up.ts'
import { findTies } from './target/find-ties.ts'

export interface RunSyncOptions {
  readonly run: {
    readonly id: string
    readonly attempt: number
    readonly fence: number
    readonly mode: RunMode
    /** Change nothing, and hold what would change for a person. */
    readonly preview: boolean
    /** The tables that it is about, with what is tied to them; all of the dataset when undefined. */
    readonly tables?: readonly string[] | undefined
    /** Apply what was held and a person has approved, and nothing else. */
    readonly approval: Approval | undefined
  }
  readonly dataset: Dataset
  readonly source: Source
  readonly target: Knex
  readonly ledger: AttemptLedger
  readonly progress: ReportProgress
  readonly signal: AbortSignal
  readonly now: () => Date
}

const progressIntervalMs = 500

/**
 * Makes the target's tables of a dataset equal to one snapshot of its source, and gives the
 * receipt, which the ledger holds by then. All tables change in one transaction or none does;
 * tables that are equal already are not written to. What exceeds a guard, or was asked for as a
 * preview, is held instead, with its rows in staging; an approved run applies exactly what was
 * held, or throws `APPROVAL_OUTDATED`. Memory does not grow with the rows. Throws the signal's
 * reason after an abort, and a `SyncError` whose details name the phase and what was written:
 * `nothing`, or `unknown` when the answer to the commit was lost for good; it tells no value of a
 * masked column. After `FULL_READ_NEEDED` the next attempt reads everything.
 */
export async function runSync(options: RunSyncOptions): Promise<SyncOutcome> {
  const { run, dataset, source, target, ledger, signal, now } = options
  const { fence, preview, approval, mode, tables: only } = run
  const limit = limitProgress(options.progress, { intervalMs: progressIntervalMs, now })
  const progress = limit.report
  const clock = startPhaseClock({ ledger, progress, tablesTotal: dataset.tables.length, now })
  try {
    await clock.begin('plan')
    const baseline = await ledger.baseline()
    const ties = only === undefined ? [] : await findTies(target, { dataset, signal })
    const asDefined = planRun(dataset, { mode, baseline, at: now(), only, ties })
    const taken =
      approval === undefined
        ? await takeSnapshot({ ...options, plan: asDefined, fence, preview, clock, progress })
        : await adoptStaging(target, { plan: asDefined, approval })
    const { plan, snapshot } = taken
    if (taken.kind === 'unchanged') {
      return await recordUnchanged({ target, ledger, plan, taken, signal, clock })
    }

    await clock.begin('check')
    const { staged: read } = taken
    const checked =
      approval === undefined
        ? await checkStaging({ target, ledger, plan, fence, staged: read, signal })
        : read
    const staged = inPlanOrder(plan, checked)

    await clock.begin('delta')
    const notices =
      approval === undefined
        ? taken.notices
        : await findSourceMoves(source, { plan, staged, since: snapshot, signal })
    const how = { mode: approval?.mode ?? plan.mode, preview, approval, signal }
    return await applyDataset({ target, ledger, plan, staged, snapshot, notices, clock, ...how })
  } catch (error) {
    if (error instanceof SyncError && error.code === 'FULL_READ_NEEDED') {
      await ledger.requireFullRead()
    }
    throw signal.aborted ? signal.reason : withholdMasked(clock.failureOf(error), dataset)
  } finally {
    limit.end()
    await tidyUp({ target, ledger, dataset, fence })
  }
}
