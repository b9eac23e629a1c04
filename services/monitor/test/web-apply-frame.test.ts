import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DeltaFrame, SnapshotFrame } from '../src/schemas/live.ts'
import type { RunProgress, RunSummary } from '../src/schemas/run.ts'
import { applyFrame, finalRunsKept, type LiveModel } from '../web/src/live/apply-frame.ts'
import { calm, troubled } from './page/scenes.ts'
import { aRun, runId, sceneAt, summaryOf } from './page/some-runs.ts'

const snapshot: SnapshotFrame = {
  t: 'snapshot',
  epoch: 'one',
  seq: 7,
  now: sceneAt,
  brokerConnected: true,
  ledgerConnected: true,
  ledgerReadAt: null,
  setAside: 0,
  datasets: [...calm.datasets],
  runs: calm.runs.map(summaryOf),
  planned: [...calm.planned],
  progress: [],
}

const delta = (changes: Partial<DeltaFrame> = {}): DeltaFrame => ({
  t: 'delta',
  from: 7,
  seq: 8,
  now: sceneAt,
  ...changes,
})

const progress: RunProgress = {
  runId: runId(50),
  attempt: 1,
  phase: 'stage',
  tablesDone: 1,
  tablesTotal: 3,
  table: null,
  rows: 10,
  at: sceneAt,
}

function modelAfter(...frames: Parameters<typeof applyFrame>[1][]): LiveModel {
  let model: LiveModel | undefined
  for (const frame of frames) {
    const next = applyFrame(model, frame)
    if (next === 'gap') throw new Error(`gap at ${frame.t} ${frame.seq}`)
    model = next
  }
  if (model === undefined) throw new Error('no frames')
  return model
}

const aSummary = (changes: Partial<RunSummary>): RunSummary => ({
  ...summaryOf(aRun(50)),
  ...changes,
})

describe('applyFrame', () => {
  it('starts from a snapshot, and from nothing else', () => {
    expect(modelAfter(snapshot).datasets.map(({ name }) => name)).toEqual([
      'registro',
      'seguimiento',
      'geo',
    ])
    expect(applyFrame(undefined, delta())).toBe('gap')
    expect(applyFrame(undefined, { t: 'mark', seq: 7, now: sceneAt })).toBe('gap')
  })

  it('replaces rows that have the same identity and keeps the others', () => {
    const [registro] = troubled.datasets
    const model = modelAfter(snapshot, delta({ datasets: registro ? [registro] : [] }))
    expect(model.datasets.map(({ health }) => health)).toEqual(['failing', 'fresh', 'fresh'])
    expect(model.runs.size).toBe(calm.runs.length)
    expect(model.seq).toBe(8)
  })

  it('reports a gap when a delta does not follow from what it has', () => {
    const model = modelAfter(snapshot)
    expect(applyFrame(model, delta({ from: 6 }))).toBe('gap')
    expect(applyFrame(model, delta({ from: 8, seq: 9 }))).toBe('gap')
  })

  it('reports a gap when a mark tells of frames that never came', () => {
    const model = modelAfter(snapshot)
    expect(applyFrame(model, { t: 'mark', seq: 7, now: sceneAt })).toBe(model)
    expect(applyFrame(model, { t: 'mark', seq: 8, now: sceneAt })).toBe('gap')
  })

  it('forgets everything at the snapshot of another start of the monitor', () => {
    const model = modelAfter(snapshot, {
      ...snapshot,
      epoch: 'two',
      seq: 0,
      runs: [],
      datasets: [],
    })
    expect([model.epoch, model.seq, model.runs.size, model.datasets.length]).toEqual([
      'two',
      0,
      0,
      0,
    ])
  })

  it('ends at the newest state of a run in whatever order its states arrive', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 1 }), (order) => {
        const frames = order.map((seq, index) =>
          delta({ from: 7 + index, seq: 8 + index, runs: [aSummary({ seq })] }),
        )
        const run = modelAfter(snapshot, ...frames).runs.get(runId(50))
        expect(run?.seq).toBe(Math.max(...order))
      }),
    )
  })

  it('drops the progress of a run that no longer runs, or of an earlier attempt', () => {
    const running = aSummary({ state: 'running', attempt: 1, seq: 2 })
    const begun = [snapshot, delta({ runs: [running], progress: [progress] })] as const
    expect(modelAfter(...begun).progress.size).toBe(1)
    const ended = delta({ from: 8, seq: 9, runs: [{ ...running, state: 'succeeded', seq: 3 }] })
    expect(modelAfter(...begun, ended).progress.size).toBe(0)
    const retried = delta({ from: 8, seq: 9, runs: [{ ...running, attempt: 2, seq: 3 }] })
    expect(modelAfter(...begun, retried).progress.size).toBe(0)
  })

  it('keeps that the ledger cannot be read, and since when, until it can', () => {
    const lost = delta({ ledgerConnected: false, ledgerReadAt: sceneAt })
    const model = modelAfter(snapshot, lost, delta({ from: 8, seq: 9 }))
    expect(model).toMatchObject({ ledgerConnected: false, ledgerReadAt: sceneAt })
    const back = delta({ from: 8, seq: 9, ledgerConnected: true, ledgerReadAt: null })
    expect(modelAfter(snapshot, lost, back)).toMatchObject({
      ledgerConnected: true,
      ledgerReadAt: null,
    })
  })

  it('counts what was set aside as the latest frame that counted it', () => {
    const model = modelAfter(snapshot, delta({ setAside: 2 }), delta({ from: 8, seq: 9 }))
    expect(model.setAside).toBe(2)
  })

  it('takes all that is planned from the frame', () => {
    const planned = [{ dataset: 'geo', at: '2026-11-25T04:05:00.000Z' }]
    expect(modelAfter(snapshot, delta({ planned })).planned).toEqual(planned)
    expect(modelAfter(snapshot, delta()).planned).toEqual(calm.planned)
  })

  it('keeps a bounded number of finished runs, and every run that is not final', () => {
    const oldest = aSummary({
      id: runId(49),
      state: 'waiting',
      requestedAt: '2020-01-01T00:00:00Z',
    })
    const many = Array.from({ length: finalRunsKept + 200 }, (_, index) =>
      aSummary({ id: runId(1_000 + index), requestedAt: sceneAt }),
    )
    const model = modelAfter(snapshot, delta({ runs: [oldest, ...many] }))
    expect(model.runs.size).toBe(finalRunsKept + 1)
    expect(model.runs.has(oldest.id)).toBe(true)
  })
})
