import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import {
  limitProgress,
  type ProgressLimit,
  type SyncProgress,
} from '../src/progress/sync-progress.ts'

describe('limitProgress', () => {
  let passed: SyncProgress[]
  let limit: ProgressLimit

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 })
    passed = []
    limit = limitProgress((progress) => passed.push(progress), {
      intervalMs: 500,
      now: () => new Date(),
    })
  })
  afterEach(() => {
    jest.useRealTimers()
  })
  const at = (ms: number, phase: SyncProgress['phase'], rows: number) => {
    jest.advanceTimersByTime(ms - Date.now())
    limit.report({ phase, tablesDone: 0, tablesTotal: 1, rows })
  }
  const rowsPassed = () => passed.map(({ rows }) => rows)

  it('passes on the first report of each phase, then the latest of each interval', () => {
    at(0, 'stage', 1)
    at(100, 'stage', 2)
    at(499, 'stage', 3)
    expect(rowsPassed()).toEqual([1])
    at(600, 'stage', 4)
    expect(rowsPassed()).toEqual([1, 3])
    at(1_200, 'stage', 5)
    at(1_201, 'check', 6)
    at(1_202, 'check', 7)
    expect(rowsPassed()).toEqual([1, 3, 4, 6])
  })

  it('passes on the last report of a phase that goes on', () => {
    at(0, 'stage', 1)
    at(10, 'stage', 2)
    jest.advanceTimersByTime(490)
    expect(rowsPassed()).toEqual([1, 2])
  })

  it('passes on nothing of a phase that is over, nor after its end', () => {
    at(0, 'stage', 1)
    at(10, 'stage', 2)
    at(20, 'check', 3)
    at(30, 'check', 4)
    limit.end()
    jest.advanceTimersByTime(10_000)
    expect(rowsPassed()).toEqual([1, 3])
  })
})
