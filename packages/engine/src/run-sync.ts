import type { Dataset } from '@aaps-data/catalog'
import type { AttemptLedger, Receipt } from '@aaps-data/ledger'
import type { Snapshot, Source } from '@aaps-data/sources'
import type { Knex } from 'knex'
import { applyDataset } from './apply-dataset.ts'
import { checkStaging } from './check-staging.ts'
import { startPhaseClock } from './phase-clock.ts'
import { inPlanOrder, planRun } from './plan-run.ts'
import { stageDataset } from './stage-dataset.ts'
import { sweepStaging } from './sweep-staging.ts'
import { limitProgress, type ReportProgress } from './sync-progress.ts'

export interface RunSyncOptions {
  readonly run: { readonly id: string; readonly attempt: number; readonly fence: number }
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
 * tables that are equal already are not written to. Memory does not grow with the rows. Throws the
 * signal's reason after an abort, and a `SyncError` whose details name the phase and what was
 * written: `nothing`, or `unknown` when the answer to the commit was lost for good.
 */
export async function runSync(options: RunSyncOptions): Promise<Receipt> {
  const { run, dataset, source, target, ledger, signal, now } = options
  const { lockTimeoutSeconds } = dataset
  const limit = limitProgress(options.progress, { intervalMs: progressIntervalMs, now })
  const progress = limit.report
  const tablesTotal = dataset.tables.length
  const clock = startPhaseClock({ ledger, progress, tablesTotal, now })
  let snapshot: Snapshot | undefined
  try {
    await clock.begin('plan')
    const plan = planRun(dataset)

    await clock.begin('snapshot')
    snapshot = await source.openSnapshot({ signal })
    const { id, takenAt } = snapshot

    await clock.begin('stage')
    const { fence } = run
    const staged = await stageDataset({ plan, fence, snapshot, target, progress, signal })

    await clock.begin('check')
    await checkStaging(target, staged, { signal, lockTimeoutSeconds })

    await clock.begin('delta')
    return await applyDataset({
      target,
      ledger,
      lockTimeoutSeconds,
      staged: inPlanOrder(plan, staged),
      signal,
      beginPhase: (phase) => clock.begin(phase),
      receiptOf: (tables) => ({
        mode: 'full',
        snapshot: { id, takenAt },
        tables,
        notices: [],
        phaseMs: clock.phaseMs(),
      }),
    })
  } catch (error) {
    throw signal.aborted ? signal.reason : clock.failureOf(error)
  } finally {
    limit.end()
    await snapshot?.release()
    // What cannot be dropped now goes with the dataset's next attempt.
    await sweepStaging({ target, dataset: dataset.name, upToFence: run.fence }).catch(() => 0)
  }
}
