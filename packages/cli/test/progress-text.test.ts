import { describe, expect, it } from '@jest/globals'
import { progressLine, progressText, type Progress } from '../src/run/progress-text.ts'
import { aRun } from './some-runs.ts'

const running = aRun({ state: 'running', phase: 'snapshot', attempt: 2 })

const counting: Progress = {
  runId: running.id,
  dataset: 'registro',
  attempt: 2,
  phase: 'stage',
  at: '2026-11-24T12:00:02.000Z',
  tablesDone: 3,
  tablesTotal: 39,
  table: 'epsa',
  rows: 450_000,
}
const staging: Progress = {
  ...counting,
  rowsExpected: 1_000_000,
  rowsPerSecond: 12_000,
  secondsLeft: 46,
}

describe('progressText', () => {
  it('tells rows, rate and time left while rows are read', () => {
    expect(progressText({ run: running, progress: staging })).toBe(
      'stage, 450,000 of about 1,000,000 rows, 12,000 rows/s, 46 s left, 3/39 tables, epsa',
    )
  })

  it('leaves out what is not known', () => {
    expect(progressText({ run: running, progress: counting })).toBe(
      'stage, 450,000 rows, 3/39 tables, epsa',
    )
    expect(progressText({ run: running, progress: undefined })).toBe('snapshot')
    const comparing: Progress = { ...counting, phase: 'delta', tablesDone: 0 }
    expect(progressText({ run: running, progress: comparing })).toBe('delta, 0/39 tables, epsa')
  })

  it('says what a run waits for', () => {
    const waiting = aRun({
      state: 'waiting',
      notBefore: '2026-11-24T12:05:00.000Z',
      error: { code: 'SOURCE_UNREACHABLE', message: '', details: {}, causes: [] },
    })
    expect(progressText({ run: undefined, progress: undefined })).toMatch(
      /not taken by a scheduler/,
    )
    expect(progressText({ run: waiting, progress: staging })).toBe(
      'attempt 1 failed (SOURCE_UNREACHABLE), tried again at 2026-11-24 12:05:00Z',
    )
  })
})

describe('progressLine', () => {
  it('has a bar as long as the share of the rows', () => {
    expect(progressLine({ run: running, progress: staging }, 200)).toMatch(
      /^\[#{10}-{14}\] {2}45 % stage, /,
    )
    expect(progressLine({ run: running, progress: { ...staging, rows: 2_000_000 } }, 200)).toMatch(
      /^\[#{24}\] 100 % /,
    )
  })

  it('has no bar where nobody knows how much there is', () => {
    expect(progressLine({ run: running, progress: undefined }, 200)).toBe('snapshot')
  })

  it('is never as wide as the terminal, on which it would wrap', () => {
    expect(progressLine({ run: running, progress: staging }, 30)).toHaveLength(29)
  })
})
