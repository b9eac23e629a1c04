import type {
  AttemptLedger,
  Notice,
  SnapshotRef,
  TableFingerprint,
  TableReceipt,
} from '@aaps-data/ledger'
import type { RowImages, Snapshot, Source } from '@aaps-data/sources'
import type { Knex } from 'knex'
import { settleColumns } from '../columns/settle-columns.ts'
import { shortTie } from '../digest/digest-tie.ts'
import type { Plan } from '../plan/plan-run.ts'
import type { PhaseClock } from '../progress/phase-clock.ts'
import type { ReportProgress } from '../progress/sync-progress.ts'
import type { StagedTable } from '../sql/staged-table.ts'
import { stageDataset } from '../stage/stage-dataset.ts'
import { isSameFingerprint, recogniseUnchanged } from './recognise-unchanged.ts'

/** What an attempt has found of its columns. */
interface Taken {
  /** With the columns that are carried. */
  readonly plan: Plan
  readonly notices: readonly Notice[]
}

/** What an attempt has of its source: its rows in staging. */
export interface StagedSnapshot extends Taken {
  readonly kind: 'staged'
  readonly snapshot: SnapshotRef
  readonly staged: readonly StagedTable[]
}

/** Source and target are what they were after the last run; no row has been moved. */
export interface UnchangedSnapshot extends Taken {
  readonly kind: 'unchanged'
  readonly snapshot: SnapshotRef
  readonly tables: readonly TableReceipt[]
}

/**
 * Opens a snapshot of the source, settles which columns are carried, and brings it into staging,
 * all of it or what the plan says, unless fingerprints tell that there is nothing to bring. The
 * snapshot is released.
 */
export async function takeSnapshot({
  source,
  plan: asDefined,
  fence,
  target,
  ledger,
  preview,
  clock,
  progress,
  signal,
}: {
  readonly source: Source
  readonly plan: Plan
  readonly fence: number
  readonly target: Knex
  readonly ledger: AttemptLedger
  readonly preview: boolean
  readonly clock: PhaseClock
  readonly progress: ReportProgress
  readonly signal: AbortSignal
}): Promise<StagedSnapshot | UnchangedSnapshot> {
  let snapshot: Snapshot | undefined
  try {
    await clock.begin('snapshot')
    snapshot = await source.openSnapshot({ signal, tables: asDefined.sourceTables })
    const { id, takenAt } = snapshot
    const ref: SnapshotRef = { id, takenAt }
    const settling = { plan: asDefined, snapshot, target, ledger, preview, signal }
    const settled = await settleColumns(settling)
    const { plan } = settled
    const remarks = (await snapshot.remarks?.(plan.sourceTables)) ?? []
    const notices = [...settled.notices, ...remarks]
    const taken = { plan, notices, snapshot: ref }
    const fingerprints = await takeFingerprints(snapshot, plan)
    const unchanged = plan.maySkip
      ? await recogniseUnchanged(target, { plan, fingerprints, signal })
      : undefined
    if (unchanged !== undefined) return { ...taken, kind: 'unchanged', tables: unchanged }

    await clock.begin('stage')
    const staged = await stageDataset({ plan, fence, snapshot, target, progress, signal })
    const fingerprinted = staged.map(withFingerprint(plan, fingerprints))
    return { ...taken, kind: 'staged', staged: fingerprinted }
  } finally {
    await snapshot?.release()
  }
}

interface TakenFingerprint {
  readonly fingerprint: TableFingerprint
  readonly images: RowImages | undefined
}

/** By the name of the table; empty where the dataset or the source does without. */
async function takeFingerprints(
  snapshot: Snapshot,
  { dataset, mode, sourceTables }: Plan,
): Promise<ReadonlyMap<string, TakenFingerprint>> {
  const hasCursors = sourceTables.some((table) => table.cursor !== undefined)
  if (!dataset.fingerprint || mode === 'incremental' || hasCursors) return new Map()
  const found = (await snapshot.fingerprint?.(sourceTables)) ?? []
  return new Map(
    found.map(({ tie, images, ...fingerprint }, place) => [
      sourceTables[place]?.name ?? '',
      { fingerprint: { ...fingerprint, tie: shortTie(tie) }, images },
    ]),
  )
}

function withFingerprint(
  { baseline }: Plan,
  fingerprints: ReadonlyMap<string, TakenFingerprint>,
): (staged: StagedTable) => StagedTable {
  return (staged) => {
    const { name } = staged.table
    const { fingerprint, images } = fingerprints.get(name) ?? {}
    const known = baseline?.tables.get(name)?.fingerprint
    const isKnownToDiffer =
      fingerprint !== undefined && known !== undefined && !isSameFingerprint(fingerprint, known)
    return { ...staged, fingerprint, images, isKnownToDiffer }
  }
}
