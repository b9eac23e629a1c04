import { describe, expect, it } from '@jest/globals'
import { openStagingProgress } from '../src/progress/staging-progress.ts'
import type { SyncProgress } from '../src/progress/sync-progress.ts'

function watched(rowsExpected: number | undefined) {
  const reports: SyncProgress[] = []
  const clock = { nowMs: 0 }
  const progress = openStagingProgress({
    tablesTotal: 2,
    rowsExpected,
    report: (each) => reports.push(each),
    now: () => clock.nowMs,
  })
  return { reports, clock, progress }
}

describe('progress of staging', () => {
  it('adds up what two readers stage at the same time', () => {
    const { reports, progress } = watched(30)
    progress.staged('a', 5)
    progress.staged('b', 7)
    progress.staged('a', 10)
    progress.finished('a')
    expect(reports.at(-1)).toMatchObject({
      phase: 'stage',
      table: 'a',
      rows: 17,
      rowsExpected: 30,
      tablesDone: 1,
      tablesTotal: 2,
    })
  })

  it('tells rate and time left, of the last ten seconds', () => {
    const { reports, clock, progress } = watched(1_000)
    for (let second = 1; second <= 20; second += 1) {
      clock.nowMs = second * 1_000
      progress.staged('a', second <= 10 ? second * 50 : 500 + (second - 10) * 10)
    }
    expect(reports.at(0)).toMatchObject({ rowsPerSecond: 50, secondsLeft: 19 })
    expect(reports.at(-1)).toMatchObject({ rows: 600, rowsPerSecond: 10, secondsLeft: 40 })
  })

  it('tells no rate before a second has passed, and no time left when nobody knows', () => {
    const { reports, clock, progress } = watched(undefined)
    clock.nowMs = 900
    progress.staged('a', 5)
    expect(reports.at(-1)).not.toHaveProperty('rowsPerSecond')
    clock.nowMs = 2_000
    progress.staged('a', 10)
    expect(reports.at(-1)).toMatchObject({ rowsPerSecond: 5 })
    expect(reports.at(-1)).not.toHaveProperty('secondsLeft')
    expect(reports.at(-1)).not.toHaveProperty('rowsExpected')
  })

  it('expects no fewer rows than there are', () => {
    const { reports, progress } = watched(3)
    progress.staged('a', 8)
    expect(reports.at(-1)).toMatchObject({ rows: 8, rowsExpected: 8 })
  })
})
