import { describe, expect, it } from '@jest/globals'
import { limitProgress, type SyncProgress } from '../src/sync-progress.ts'

describe('limitProgress', () => {
  it('passes on one report in an interval, and the first of each phase', () => {
    const passed: SyncProgress[] = []
    let atMs = 0
    const report = limitProgress((progress) => passed.push(progress), {
      intervalMs: 500,
      now: () => new Date(atMs),
    })
    const at = (ms: number, phase: SyncProgress['phase'], rows: number) => {
      atMs = ms
      report({ phase, tablesDone: 0, tablesTotal: 1, rows })
    }
    at(0, 'stage', 1)
    at(499, 'stage', 2)
    at(500, 'stage', 3)
    at(501, 'check', 4)
    at(502, 'check', 5)
    expect(passed.map(({ rows }) => rows)).toEqual([1, 3, 4])
  })
})
