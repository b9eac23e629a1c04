import type { Dataset } from '@aaps-data/catalog'
import type { Approval, AttemptLedger } from '@aaps-data/ledger'
import type { Source } from '@aaps-data/sources'
import type { Knex } from 'knex'
import { adoptStaging } from './adopt-staging.ts'
import { applyDataset, type SyncOutcome } from './apply-dataset.ts'
import { checkStaging } from './check-staging.ts'
import { startPhaseClock } from './phase-clock.ts'
import { inPlanOrder, planRun } from './plan-run.ts'
import { stageSnapshot } from './stage-snapshot.ts'
import { limitProgress, type ReportProgress } from './sync-progress.ts'
import { tidyUp } from './tidy-up.ts'

export interface RunSyncOptions {
  readonly run: {
    readonly id: string
    readonly attempt: number
    readonly fence: number
    /** Change nothing, and hold what would change for a person. */
    readonly preview: boolean
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
 * `nothing`, or `unknown` when the answer to the commit was lost for good.
 */
export async function runSync(options: RunSyncOptions): Promise<SyncOutcome> {
  const { run, dataset, source, target, ledger, signal, now } = options
  const { fence, preview, approval } = run
  const { lockTimeoutSeconds, changes } = dataset
  const limit = limitProgress(options.progress, { intervalMs: progressIntervalMs, now })
  const progress = limit.report
  const clock = startPhaseClock({ ledger, progress, tablesTotal: dataset.tables.length, now })
  try {
    await clock.begin('plan')
    const plan = planRun(dataset)
    const { snapshot, staged } =
      approval === undefined
        ? await stageSnapshot({ source, plan, fence, target, clock, progress, signal })
        : await adoptStaging(target, { dataset, approval })

    await clock.begin('check')
    await checkStaging(target, staged, { signal, lockTimeoutSeconds })

    await clock.begin('delta')
    return await applyDataset({
      target,
      ledger,
      lockTimeoutSeconds,
      staged: inPlanOrder(plan, staged),
      preview,
      approval,
      keepRows: changes.keepRows,
      signal,
      beginPhase: (phase) => clock.begin(phase),
      facts: () => ({ mode: 'full', snapshot, notices: [], phaseMs: clock.phaseMs() }),
    })
  } catch (error) {
    throw signal.aborted ? signal.reason : clock.failureOf(error)
  } finally {
    limit.end()
    await tidyUp({ target, ledger, dataset, fence })
  }
}
