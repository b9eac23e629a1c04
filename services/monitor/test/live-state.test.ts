import { describe, expect, it } from '@jest/globals'
import type { RunState } from '@aaps-data/contracts'
import fc from 'fast-check'
import { noFacts } from '../src/datasets/dataset-status.ts'
import { createLiveState, liveLimits } from '../src/live/live-state.ts'
import type { RunProgress, RunSummary } from '../src/schemas/run.ts'
import { applyFrame, comparable } from './live-model.ts'
import { catalog } from './some-datasets.ts'

const start = new Date('2026-11-24T12:00:00.000Z')

function later(ms: number): Date {
  return new Date(start.getTime() + ms)
}

function aRun(number: number, changes: Partial<RunSummary> = {}): RunSummary {
  const state = changes.state ?? 'queued'
  const isEnded = ['succeeded', 'failed', 'cancelled'].includes(state)
  return {
    id: `00000000-0000-5000-8000-${String(number).padStart(12, '0')}`,
    dataset: 'registro',
    state,
    seq: 1,
    origin: 'slot',
    requestedBy: 'scheduler',
    slotAt: null,
    requestedAt: later(number * 1_000).toISOString(),
    startedAt: null,
    finishedAt: isEnded ? later(number * 1_000 + 500).toISOString() : null,
    notBefore: null,
    attempt: 0,
    attemptsLeft: 3,
    reason: null,
    errorCode: null,
    counts: null,
    preview: false,
    readMode: null,
    ...changes,
  }
}

function someProgress(run: RunSummary, changes: Partial<RunProgress> = {}): RunProgress {
  return {
    runId: run.id,
    attempt: run.attempt,
    phase: 'stage',
    tablesDone: 1,
    tablesTotal: 39,
    table: 'epsa',
    rows: 10,
    at: start.toISOString(),
    ...changes,
  }
}

function openState() {
  return createLiveState({ catalog: () => catalog, epoch: 'e1', now: start })
}

describe('createLiveState', () => {
  it('keeps a run in its newest version, in whatever order its versions come', () => {
    const state = openState()
    state.takeRuns([aRun(1, { seq: 3, state: 'succeeded' })])
    state.takeRuns([aRun(1, { seq: 2, state: 'running' })])
    expect(state.snapshot(start).runs).toMatchObject([{ seq: 3, state: 'succeeded' }])
  })

  it('shows the latest runs and every older one that is not final, newest first', () => {
    const state = openState()
    state.takeRuns([aRun(0, { state: 'waiting' })])
    for (let n = 1; n <= 1_000; n += 1) state.takeRuns([aRun(n, { state: 'succeeded' })])
    const { runs } = state.snapshot(start)
    expect(runs).toHaveLength(liveLimits.latest + 1)
    expect(runs[0]).toMatchObject(aRun(1_000, { state: 'succeeded' }))
    expect(runs.at(-1)).toMatchObject({ id: aRun(0).id, state: 'waiting' })
  })

  it('holds a bounded number of runs that never end', () => {
    const state = openState()
    state.takeRuns(Array.from({ length: 2_000 }, (_, n) => aRun(n)))
    expect(state.snapshot(start).runs).toHaveLength(liveLimits.unfinished)
  })

  it('tells that a run ended which is too old to be shown afterwards', () => {
    const state = openState()
    state.takeRuns([aRun(0)])
    state.takeRuns(Array.from({ length: 200 }, (_, n) => aRun(n + 1, { state: 'succeeded' })))
    state.takeDelta(start)
    const ended = aRun(0, { seq: 2, state: 'failed' })
    state.takeRuns([ended])
    expect(state.takeDelta(start)?.runs).toEqual([ended])
  })

  it('has nothing to tell when nothing changed, and then keeps its seq', () => {
    const state = openState()
    state.takeRuns([aRun(1)])
    expect(state.takeDelta(start)).toMatchObject({ from: 0, seq: 1 })
    state.takeRuns([aRun(1)])
    state.refresh(later(10))
    expect(state.takeDelta(start)).toBeUndefined()
    expect(state.snapshot(start).seq).toBe(1)
  })

  it('tells of a dataset that turns late by time alone', () => {
    const state = openState()
    const dataAt = start.toISOString()
    const lastEnded = aRun(1, { state: 'succeeded' })
    state.takeFacts(new Map([['registro', { ...noFacts, lastEnded, dataAt }]]))
    state.refresh(start)
    state.takeDelta(start)
    state.refresh(later(61 * 60_000))
    expect(state.takeDelta(start)?.datasets).toMatchObject([
      { name: 'registro', health: 'late' },
      { name: 'tarifas', health: 'never' },
    ])
  })

  it('shows the progress of the attempt that runs, and drops it when the run does not', () => {
    const state = openState()
    const run = aRun(1, { state: 'running', seq: 2, attempt: 1 })
    state.takeProgress(someProgress(run))
    expect(state.snapshot(start).progress).toEqual([])
    state.takeRuns([run])
    expect(state.snapshot(start).progress).toEqual([someProgress(run)])
    expect(state.takeDelta(start)?.progress).toEqual([someProgress(run)])
    state.takeRuns([{ ...run, seq: 3, state: 'succeeded', finishedAt: start.toISOString() }])
    state.takeProgress(someProgress(run, { rows: 99, at: later(1).toISOString() }))
    expect(state.snapshot(start).progress).toEqual([])
    expect(state.takeDelta(start)?.progress).toBeUndefined()
  })

  it('keeps the newest progress when an older one comes late', () => {
    const state = openState()
    const run = aRun(1, { state: 'running', seq: 2, attempt: 1 })
    state.takeRuns([run])
    state.takeProgress(someProgress(run, { rows: 20, at: later(2).toISOString() }))
    state.takeProgress(someProgress(run, { rows: 10, at: later(1).toISOString() }))
    expect(state.progressOf(run.id)?.rows).toBe(20)
  })

  it('tells how old its rows are while the ledger cannot be read, and that it can again', () => {
    const state = openState()
    state.takeDelta(start)
    state.setLedgerLost(start)
    state.setLedgerLost(later(1))
    const lost = { ledgerConnected: false, ledgerReadAt: start.toISOString() }
    expect(state.takeDelta(later(2))).toMatchObject(lost)
    expect(state.snapshot(later(2))).toMatchObject(lost)
    state.setLedgerLost(undefined)
    expect(state.takeDelta(later(3))).toMatchObject({ ledgerConnected: true, ledgerReadAt: null })
  })

  it('gives by a snapshot and the deltas after it what a later snapshot gives', () => {
    const states: RunState[] = ['queued', 'running', 'waiting', 'held', 'succeeded', 'failed']
    const change = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant('run' as const),
          number: fc.integer({ min: 0, max: 150 }),
          seq: fc.integer({ min: 1, max: 9 }),
          state: fc.constantFrom(...states),
          attempt: fc.integer({ min: 0, max: 2 }),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('progress' as const),
          number: fc.integer({ min: 0, max: 150 }),
          attempt: fc.integer({ min: 1, max: 2 }),
          at: fc.integer({ min: 0, max: 1_000 }),
        }),
      },
      fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 7_200_000 }) }),
      fc.record({ kind: fc.constant('broker' as const), isConnected: fc.boolean() }),
      fc.record({ kind: fc.constant('ledger' as const), isLost: fc.boolean() }),
      fc.record({ kind: fc.constant('aside' as const), count: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ kind: fc.constant('frame' as const) }),
      fc.record({ kind: fc.constant('join' as const) }),
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
        const state = openState()
        let now = start
        // Ended versions of a run are final: the ledger has no later one.
        const ended = new Set<number>()
        const browsers = [applyFrame(undefined, state.snapshot(now))]
        const frame = () => {
          const delta = state.takeDelta(now)
          if (delta === undefined) return
          const applied = browsers.map((browser) => applyFrame(browser, delta))
          browsers.splice(0, browsers.length, ...applied)
        }
        for (const one of changes) {
          if (one.kind === 'run' && !ended.has(one.number)) {
            const { number, ...changed } = one
            const isEnd = ['succeeded', 'failed'].includes(one.state)
            if (isEnd) ended.add(number)
            state.takeRuns([aRun(number, { ...strip(changed), ...(isEnd ? { seq: 10 } : {}) })])
          } else if (one.kind === 'progress') {
            const at = later(one.at).toISOString()
            state.takeProgress(someProgress(aRun(one.number), { attempt: one.attempt, at }))
          } else if (one.kind === 'time') {
            now = new Date(now.getTime() + one.ms)
            state.refresh(now)
          } else if (one.kind === 'broker') state.setBrokerConnected(one.isConnected)
          else if (one.kind === 'ledger') state.setLedgerLost(one.isLost ? now : undefined)
          else if (one.kind === 'aside') state.setSetAside(one.count)
          else if (one.kind === 'frame') frame()
          else if (one.kind === 'join') browsers.push(applyFrame(undefined, state.snapshot(now)))
        }
        frame()
        const expected = comparable(applyFrame(undefined, state.snapshot(now)))
        for (const browser of browsers) expect(comparable(browser)).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })
})

function strip({ seq, state, attempt }: Pick<RunSummary, 'seq' | 'state' | 'attempt'>) {
  return { seq, state, attempt }
}
