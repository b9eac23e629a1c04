import { selectLiveRuns } from '../src/live/held-runs.ts'
import { liveLimits } from '../src/live/live-state.ts'
import type { LiveFrame, SnapshotFrame } from '../src/schemas/live.ts'

type Model = Omit<SnapshotFrame, 't' | 'now'>

function merged<Row>(held: readonly Row[], newer: readonly Row[], keyOf: (row: Row) => string) {
  const rows = new Map(held.map((row) => [keyOf(row), row]))
  for (const row of newer) rows.set(keyOf(row), row)
  return [...rows.values()]
}

/** What a browser holds after a frame. Throws when the frame does not follow from those before. */
export function applyFrame(model: Model | undefined, frame: LiveFrame): Model {
  if (frame.t === 'snapshot') return withoutTime(frame)
  if (model === undefined) throw new Error('The first frame is no snapshot')
  const from = frame.t === 'mark' ? frame.seq : frame.from
  if (model.seq !== from) throw new Error(`A frame from ${from} came at ${model.seq}`)
  if (frame.t === 'mark') return model
  const runs = merged(model.runs, frame.runs ?? [], ({ id }) => id)
  const running = new Map(
    runs.filter(({ state }) => state === 'running').map(({ id, attempt }) => [id, attempt]),
  )
  return {
    epoch: model.epoch,
    seq: frame.seq,
    brokerConnected: frame.brokerConnected ?? model.brokerConnected,
    ledgerConnected: frame.ledgerConnected ?? model.ledgerConnected,
    ledgerReadAt: frame.ledgerReadAt === undefined ? model.ledgerReadAt : frame.ledgerReadAt,
    setAside: frame.setAside ?? model.setAside,
    datasets: merged(model.datasets, frame.datasets ?? [], ({ name }) => name),
    runs: selectLiveRuns(runs, liveLimits),
    planned: frame.planned ?? model.planned,
    progress: merged(model.progress, frame.progress ?? [], ({ runId }) => runId).filter(
      ({ runId, attempt }) => running.get(runId) === attempt,
    ),
  }
}

function withoutTime(frame: SnapshotFrame): Model {
  const { epoch, seq, brokerConnected, ledgerConnected, ledgerReadAt, setAside } = frame
  const { datasets, runs, planned, progress } = frame
  return {
    epoch,
    seq,
    brokerConnected,
    ledgerConnected,
    ledgerReadAt,
    setAside,
    datasets,
    runs,
    planned,
    progress,
  }
}

/** A model in a form that can be compared: datasets and progress have no order. */
export function comparable(model: Model): Model {
  return {
    ...model,
    datasets: [...model.datasets].sort((a, b) => a.name.localeCompare(b.name)),
    progress: [...model.progress].sort((a, b) => a.runId.localeCompare(b.runId)),
  }
}
