import { describe, expect, it } from '@jest/globals'
import { nextOrder, sortTables } from '../web/src/pages/run/sort-tables.ts'
import { orderByHealth, summariseHealth } from '../web/src/pages/status/summarise-health.ts'
import { phaseOrder, progressShare } from '../web/src/runs/progress-share.ts'
import { selectPlanned, selectRuns } from '../web/src/runs/select-runs.ts'
import { silenceMs } from '../web/src/runs/silence.ts'
import { settleOrder } from '../web/src/runs/settle-order.ts'
import { troubleOf } from '../web/src/runs/trouble-of.ts'
import { calm, empty, troubled } from './page/scenes.ts'
import { aRun, minutesAgo, registroTables, runId, sceneAt, summaryOf } from './page/some-runs.ts'

const everything = { state: undefined, dataset: undefined }
const now = Date.parse(sceneAt)

describe('settleOrder', () => {
  it('shows new rows at once to a reader at the top', () => {
    expect(settleOrder(['b', 'a'], ['c', 'b', 'a'], false)).toEqual({
      ids: ['c', 'b', 'a'],
      arrivals: 0,
    })
  })

  it('moves nothing and counts what came while a person reads', () => {
    expect(settleOrder(['b', 'a'], ['d', 'c', 'b', 'a'], true)).toEqual({
      ids: ['b', 'a'],
      arrivals: 2,
    })
  })

  it('appends older rows, which a reader asked for', () => {
    expect(settleOrder(['b', 'a'], ['c', 'b', 'a', 'z'], true)).toEqual({
      ids: ['b', 'a', 'z'],
      arrivals: 1,
    })
  })

  it('keeps a row that left the filter while it is being read', () => {
    expect(settleOrder(['b', 'a'], ['a'], true).ids).toEqual(['b', 'a'])
  })
})

describe('troubleOf', () => {
  const failed = summaryOf(aRun(1, { state: 'failed', errorCode: 'SOURCE_UNREACHABLE' }))
  const underway = (state: 'running' | 'queued' | 'waiting' | 'held') =>
    summaryOf(aRun(2, { state, finishedAt: null }))

  it.each(['running', 'queued'] as const)(
    'is the last run that failed, also while another one is %s',
    (state) => {
      expect(troubleOf({ lastEnded: failed }, underway(state))).toBe(failed)
    },
  )

  it.each(['waiting', 'held'] as const)('is the run that is %s before all others', (state) => {
    const active = underway(state)
    expect(troubleOf({ lastEnded: failed }, active)).toBe(active)
  })

  it('is nothing once a run ended well, and before any run ended', () => {
    expect(troubleOf({ lastEnded: summaryOf(aRun(3)) }, underway('running'))).toBeUndefined()
    expect(troubleOf({ lastEnded: null }, undefined)).toBeUndefined()
  })
})

describe('silenceMs', () => {
  const [progress] = troubled.progress

  it.each([
    [0, undefined],
    [8_000, undefined],
    [9_000, 9_000],
  ])('of progress that is %i ms old is %s', (ageMs, silence) => {
    const at = new Date(now - ageMs).toISOString()
    expect(silenceMs(progress && { ...progress, at }, now)).toBe(silence)
  })

  it('is unknown without any progress, as after a start of the monitor', () => {
    expect(silenceMs(undefined, now)).toBeUndefined()
  })
})

describe('selectRuns', () => {
  it('lists newest first and prefers the newer of two readings of a run', () => {
    const old = summaryOf(aRun(1, { seq: 1, state: 'running' }))
    const fresh = summaryOf(aRun(1, { seq: 2, state: 'succeeded' }))
    const later = summaryOf(aRun(2, { requestedAt: minutesAgo(1) }))
    expect(selectRuns([[fresh, later], [old]], everything)).toEqual([later, fresh])
  })

  it('counts a request that only the broker has as queued', () => {
    const accepted = summaryOf(aRun(3, { state: 'accepted', seq: 0 }))
    expect(selectRuns([[accepted]], { state: 'queued', dataset: 'registro' })).toEqual([accepted])
    expect(selectRuns([[accepted]], { state: 'queued', dataset: 'geo' })).toEqual([])
  })
})

describe('selectPlanned', () => {
  it('shows the next run of each dataset, the farthest first', () => {
    const datasets = selectPlanned(calm.planned, everything, { now, all: false })
    expect(datasets.map(({ dataset }) => dataset)).toEqual(['geo', 'registro', 'seguimiento'])
    expect(selectPlanned(calm.planned, everything, { now, all: true })).toHaveLength(5)
  })

  it('leaves out instants that have passed', () => {
    expect(selectPlanned(calm.planned, everything, { now: now + 86_400_000, all: true })).toEqual(
      [],
    )
  })
})

describe('summariseHealth', () => {
  it('answers with the worst health and the datasets that have it', () => {
    const { worst, affected, counts } = summariseHealth(troubled.datasets)
    expect(worst).toBe('failing')
    expect(affected.map(({ name }) => name)).toEqual(['registro'])
    expect(counts).toEqual({ fresh: 1, late: 1, failing: 1, never: 1 })
    expect(summariseHealth(calm.datasets).worst).toBe('fresh')
    expect(summariseHealth(empty.datasets).worst).toBe('never')
  })

  it('puts the dataset that needs a person first', () => {
    const reversed = [...troubled.datasets].reverse()
    expect(orderByHealth(reversed).map(({ health }) => health)).toEqual([
      'failing',
      'late',
      'never',
      'fresh',
    ])
  })
})

describe('sortTables', () => {
  it('puts the tables with the most changes first, equal ones by name', () => {
    const names = sortTables(registroTables, { by: 'change', descending: true }).map(
      ({ table }) => table,
    )
    expect(names.slice(0, 2)).toEqual(['demografia_cobertura', 'informacion_tecnica'])
    expect(names.slice(5, 7)).toEqual(['cuerpo_receptor', 'descarga_ar'])
  })

  it('turns around at a second press on the same column', () => {
    const first = nextOrder({ by: 'change', descending: true }, 'deleted')
    expect(first).toEqual({ by: 'deleted', descending: true })
    expect(nextOrder(first, 'deleted')).toEqual({ by: 'deleted', descending: false })
    expect(nextOrder(first, 'table')).toEqual({ by: 'table', descending: false })
  })
})

describe('progressShare', () => {
  it('never goes back from one phase to the next and ends full', () => {
    const at = (phase: (typeof phaseOrder)[number], tablesDone: number) =>
      progressShare({
        runId: runId(1),
        attempt: 1,
        phase,
        tablesDone,
        tablesTotal: 38,
        table: null,
        rows: 0,
        at: sceneAt,
      })
    const shares = phaseOrder.flatMap((phase) => [at(phase, 0), at(phase, 19), at(phase, 38)])
    expect([...shares].sort((a, b) => a - b)).toEqual(shares)
    expect(shares.at(-1)).toBeCloseTo(1)
  })
})
