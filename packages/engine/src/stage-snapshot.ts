import type { SnapshotRef } from '@aaps-data/ledger'
import type { Snapshot, Source } from '@aaps-data/sources'
import type { Knex } from 'knex'
import type { PhaseClock } from './phase-clock.ts'
import type { Plan } from './plan-run.ts'
import { stageDataset } from './stage-dataset.ts'
import type { StagedTable } from './staged-table.ts'
import type { ReportProgress } from './sync-progress.ts'

export interface StagedSnapshot {
  readonly snapshot: SnapshotRef
  readonly staged: readonly StagedTable[]
}

/** Opens a snapshot of the source, brings all of it into staging, and releases it. */
export async function stageSnapshot({
  source,
  plan,
  fence,
  target,
  clock,
  progress,
  signal,
}: {
  readonly source: Source
  readonly plan: Plan
  readonly fence: number
  readonly target: Knex
  readonly clock: PhaseClock
  readonly progress: ReportProgress
  readonly signal: AbortSignal
}): Promise<StagedSnapshot> {
  let snapshot: Snapshot | undefined
  try {
    await clock.begin('snapshot')
    snapshot = await source.openSnapshot({ signal })
    const { id, takenAt } = snapshot

    await clock.begin('stage')
    const staged = await stageDataset({ plan, fence, snapshot, target, progress, signal })
    return { snapshot: { id, takenAt }, staged }
  } finally {
    await snapshot?.release()
  }
}
