import { afterEach, describe, expect, it } from '@jest/globals'
import { showProgress, type ProgressDisplay } from '../src/run/show-progress.ts'
import type { Progress } from '../src/run/progress-text.ts'
import { aRun } from './some-runs.ts'

const run = aRun({ state: 'running', attempt: 1 })
const staged = (rows: number, attempt = 1): Progress => ({
  runId: run.id,
  dataset: 'registro',
  attempt,
  phase: 'stage',
  at: '2026-11-24T12:00:02.000Z',
  tablesDone: 0,
  tablesTotal: 1,
  rows,
})

describe('showProgress', () => {
  let display: ProgressDisplay | undefined
  afterEach(() => display?.end())

  it('writes a line for each step, and in ten seconds one for rows, where there is no terminal', () => {
    const noted: string[] = []
    let ms = 0
    display = showProgress({
      screen: undefined,
      note: (line) => noted.push(line),
      now: () => new Date(ms),
    })
    const at = (instantMs: number, rows: number) => {
      ms = instantMs
      display?.update({ run, progress: staged(rows) })
      display?.redraw()
    }
    at(0, 1_000)
    at(5_000, 2_000)
    at(9_999, 3_000)
    at(10_000, 4_000)
    display.update({ run: aRun({ state: 'succeeded' }) })
    display.redraw()
    display.redraw()

    expect(noted).toEqual([
      'stage, 1,000 rows, 0/1 tables',
      'stage, 4,000 rows, 0/1 tables',
      'succeeded',
    ])
  })

  it('draws nothing by itself between two redraws, however much happens', () => {
    const drawn: string[] = []
    display = showProgress({
      screen: { columns: () => 80, draw: (text) => drawn.push(text) },
      note: () => undefined,
      now: () => new Date(0),
    })
    for (let rows = 1; rows <= 1_000; rows += 1) display.update({ run, progress: staged(rows) })
    expect(drawn).toEqual([])
    display.redraw()
    display.end()
    expect(drawn).toEqual(['stage, 1,000 rows, 0/1 tables', ''])
  })

  it('forgets the progress of an attempt when another begins', () => {
    const drawn: string[] = []
    display = showProgress({
      screen: { columns: () => 80, draw: (text) => drawn.push(text) },
      note: () => undefined,
      now: () => new Date(0),
    })
    display.update({ run, progress: staged(1_000) })
    display.update({ run: aRun({ state: 'running', attempt: 2, phase: 'plan' }) })
    display.redraw()
    expect(drawn).toEqual(['plan'])
  })
})
