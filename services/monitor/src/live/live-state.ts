import type { Catalog } from '@aaps-data/catalog'
import type { DatasetFacts } from '../datasets/dataset-status.ts'
import type { DatasetStatus } from '../schemas/dataset.ts'
import type { DeltaFrame, SnapshotFrame } from '../schemas/live.ts'
import type { RunProgress, RunSummary } from '../schemas/run.ts'
import { createDatasetBoard } from './dataset-board.ts'
import { createHeldProgress } from './held-progress.ts'
import { createHeldRuns } from './held-runs.ts'

type LedgerLink = Pick<SnapshotFrame, 'ledgerConnected' | 'ledgerReadAt'>

const linkedLedger: LedgerLink = { ledgerConnected: true, ledgerReadAt: null }

/** What the live page shows: the latest 100 runs, and up to 500 that are not final. */
export const liveLimits = { latest: 100, unfinished: 500 }

export interface LiveState {
  readonly epoch: string
  seq(): number
  takeRuns(runs: readonly RunSummary[]): void
  takeFacts(facts: ReadonlyMap<string, DatasetFacts>): void
  takeProgress(progress: RunProgress): void
  setBrokerConnected(isConnected: boolean): void
  /** How many messages on the broker were set aside. */
  setSetAside(count: number): void
  /** Says until when the ledger was read if it cannot be read now; undefined if it can. */
  setLedgerLost(readAt: Date | null | undefined): void
  /** Looks at what changes by time alone. */
  refresh(now: Date): void
  /** Whether a run is held in a version that is at least as new. */
  has(runId: string, seq: number): boolean
  /** Progress of the attempt that is running now. */
  progressOf(runId: string): RunProgress | undefined
  unfinishedIds(): string[]
  /** Everything, exact at the present `seq`. */
  snapshot(now: Date): SnapshotFrame
  /** What changed since the last call, or undefined; then `seq` has grown by one. */
  takeDelta(now: Date): DeltaFrame | undefined
}

/**
 * The state that every browser repeats, in bounded memory. A snapshot and the deltas after it give
 * the same as a later snapshot: deltas carry whole rows, so one that is applied twice does no harm.
 */
export function createLiveState({
  catalog,
  epoch,
  now: startedAt,
}: {
  /** The catalog in force. */
  readonly catalog: () => Catalog
  /** Unlike that of any other start of any monitor. */
  readonly epoch: string
  readonly now: Date
}): LiveState {
  const runs = createHeldRuns(liveLimits)
  const progress = createHeldProgress(liveLimits.unfinished)
  const board = createDatasetBoard(catalog)
  let isBrokerConnected = false
  let ledgerLink = linkedLedger
  let setAside = 0
  let seq = 0

  const changedRuns = new Map<string, RunSummary>()
  const changedProgress = new Map<string, RunProgress>()
  const changedDatasets = new Map<string, DatasetStatus>()
  let isPlannedChanged = false
  let isBrokerChanged = false
  let isLedgerChanged = false
  let isSetAsideChanged = false

  function noteProgress(run: RunSummary | undefined): void {
    const current = progress.of(run)
    if (current !== undefined) changedProgress.set(current.runId, current)
  }

  function refresh(now: Date): void {
    for (const status of board.refresh(now)) changedDatasets.set(status.name, status)
    if (board.refreshPlanned(now)) isPlannedChanged = true
  }
  refresh(startedAt)

  return {
    epoch,
    seq: () => seq,
    takeRuns(rows) {
      for (const run of runs.take(rows)) {
        changedRuns.set(run.id, run)
        if (run.finishedAt !== null) progress.drop(run.id)
        noteProgress(run)
      }
    },
    takeFacts: (facts) => {
      board.takeFacts(facts)
    },
    takeProgress(newer) {
      const run = runs.get(newer.runId)
      if (run !== undefined && (run.finishedAt !== null || run.attempt > newer.attempt)) return
      if (progress.take(newer)) noteProgress(run)
    },
    setBrokerConnected(isConnected) {
      if (isConnected === isBrokerConnected) return
      isBrokerConnected = isConnected
      isBrokerChanged = true
    },
    setSetAside(count) {
      if (count === setAside) return
      setAside = count
      isSetAsideChanged = true
    },
    setLedgerLost(readAt) {
      const isConnected = readAt === undefined
      if (isConnected === ledgerLink.ledgerConnected) return
      ledgerLink = isConnected
        ? linkedLedger
        : { ledgerConnected: false, ledgerReadAt: readAt?.toISOString() ?? null }
      isLedgerChanged = true
    },
    refresh,
    has: (runId, atLeast) => (runs.get(runId)?.seq ?? 0) >= atLeast,
    progressOf: (runId) => progress.of(runs.get(runId)),
    unfinishedIds: () => runs.unfinishedIds(),
    snapshot(now) {
      const shown = runs.shown()
      return {
        t: 'snapshot',
        epoch,
        seq,
        now: now.toISOString(),
        brokerConnected: isBrokerConnected,
        ...ledgerLink,
        setAside,
        datasets: board.datasets(),
        runs: shown,
        planned: board.planned(),
        progress: shown.flatMap((run) => progress.of(run) ?? []),
      }
    },
    takeDelta(now) {
      // A run may have ended between its progress and this frame.
      for (const { runId, attempt } of [...changedProgress.values()]) {
        if (progress.of(runs.get(runId))?.attempt !== attempt) changedProgress.delete(runId)
      }
      const changes = {
        ...(isBrokerChanged ? { brokerConnected: isBrokerConnected } : {}),
        ...(isLedgerChanged ? ledgerLink : {}),
        ...(isSetAsideChanged ? { setAside } : {}),
        ...(changedDatasets.size > 0 ? { datasets: [...changedDatasets.values()] } : {}),
        ...(changedRuns.size > 0 ? { runs: [...changedRuns.values()] } : {}),
        ...(isPlannedChanged ? { planned: board.planned() } : {}),
        ...(changedProgress.size > 0 ? { progress: [...changedProgress.values()] } : {}),
      }
      if (Object.keys(changes).length === 0) return undefined
      changedRuns.clear()
      changedProgress.clear()
      changedDatasets.clear()
      isPlannedChanged = false
      isBrokerChanged = false
      isLedgerChanged = false
      isSetAsideChanged = false
      seq += 1
      return { t: 'delta', from: seq - 1, seq, now: now.toISOString(), ...changes }
    },
  }
}
