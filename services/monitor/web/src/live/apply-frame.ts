import type { DatasetStatus, PlannedRun } from '../../../src/schemas/dataset.ts'
import type { DeltaFrame, LiveFrame, SnapshotFrame } from '../../../src/schemas/live.ts'
import type { RunProgress, RunSummary } from '../../../src/schemas/run.ts'
import { isFinalState } from '../runs/run-states.ts'

/** What the browser knows, exact at `seq` of `epoch`. */
export interface LiveModel {
  readonly epoch: string
  readonly seq: number
  readonly brokerConnected: boolean
  readonly ledgerConnected: boolean
  /** While the monitor cannot read the ledger: when it last could. */
  readonly ledgerReadAt: string | null
  /** Messages that a person has to look at. */
  readonly setAside: number
  readonly datasets: readonly DatasetStatus[]
  readonly runs: ReadonlyMap<string, RunSummary>
  readonly planned: readonly PlannedRun[]
  readonly progress: ReadonlyMap<string, RunProgress>
}

/** Final runs kept in memory; older ones are read page by page. */
export const finalRunsKept = 300

const byId = <Row>(rows: readonly Row[], id: (row: Row) => string): Map<string, Row> =>
  new Map(rows.map((row) => [id(row), row]))

function mergeRuns(
  known: ReadonlyMap<string, RunSummary>,
  changed: readonly RunSummary[],
): ReadonlyMap<string, RunSummary> {
  if (changed.length === 0) return known
  const runs = new Map(known)
  for (const run of changed) {
    const earlier = runs.get(run.id)
    if (earlier === undefined || run.seq >= earlier.seq) runs.set(run.id, run)
  }
  const final = [...runs.values()].filter(({ state }) => isFinalState(state))
  final.sort((a, b) => b.requestedAt.localeCompare(a.requestedAt))
  for (const { id } of final.slice(finalRunsKept)) runs.delete(id)
  return runs
}

/** Progress of runs that run; it means nothing once they ended or another attempt began. */
function mergeProgress(
  known: ReadonlyMap<string, RunProgress>,
  changed: readonly RunProgress[],
  runs: ReadonlyMap<string, RunSummary>,
): ReadonlyMap<string, RunProgress> {
  const progress = new Map(known)
  for (const row of changed) {
    const earlier = progress.get(row.runId)
    if (earlier === undefined || row.attempt >= earlier.attempt) progress.set(row.runId, row)
  }
  for (const { runId, attempt } of progress.values()) {
    const run = runs.get(runId)
    if (run?.state !== 'running' || run.attempt > attempt) progress.delete(runId)
  }
  return progress
}

function fromSnapshot(frame: SnapshotFrame): LiveModel {
  const runs = byId(frame.runs, ({ id }) => id)
  return {
    epoch: frame.epoch,
    seq: frame.seq,
    brokerConnected: frame.brokerConnected,
    ledgerConnected: frame.ledgerConnected,
    ledgerReadAt: frame.ledgerReadAt,
    setAside: frame.setAside,
    datasets: frame.datasets,
    runs,
    planned: frame.planned,
    progress: mergeProgress(new Map(), frame.progress, runs),
  }
}

function withDelta(model: LiveModel, frame: DeltaFrame): LiveModel {
  const changedDatasets = byId(frame.datasets ?? [], ({ name }) => name)
  const knownNames = new Set(model.datasets.map(({ name }) => name))
  const runs = mergeRuns(model.runs, frame.runs ?? [])
  return {
    epoch: model.epoch,
    seq: frame.seq,
    brokerConnected: frame.brokerConnected ?? model.brokerConnected,
    ledgerConnected: frame.ledgerConnected ?? model.ledgerConnected,
    setAside: frame.setAside ?? model.setAside,
    ledgerReadAt: frame.ledgerReadAt === undefined ? model.ledgerReadAt : frame.ledgerReadAt,
    datasets: [
      ...model.datasets.map((dataset) => changedDatasets.get(dataset.name) ?? dataset),
      ...[...changedDatasets.values()].filter(({ name }) => !knownNames.has(name)),
    ],
    runs,
    planned: frame.planned ?? model.planned,
    progress: mergeProgress(model.progress, frame.progress ?? [], runs),
  }
}

/**
 * The model after a frame. `gap` means that frames were missed and only a new connection, with its
 * snapshot, tells the truth again. Applying the newest state of a run twice changes nothing, and an
 * older state never replaces a newer one. Memory is bounded by `finalRunsKept`.
 */
export function applyFrame(model: LiveModel | undefined, frame: LiveFrame): LiveModel | 'gap' {
  switch (frame.t) {
    case 'snapshot':
      return fromSnapshot(frame)
    case 'delta':
      return model?.seq === frame.from ? withDelta(model, frame) : 'gap'
    case 'mark':
      return model?.seq === frame.seq ? model : 'gap'
  }
}
