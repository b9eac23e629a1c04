import { describe, expect, it } from '@jest/globals'
import type { DatasetReport } from '../src/status/dataset-report.ts'
import { statusLines } from '../src/status/status-lines.ts'
import { aListedRun } from './some-runs.ts'

const registro: DatasetReport = {
  dataset: 'registro',
  health: 'fresh',
  dataAt: '2026-11-24T12:00:01.000Z',
  ageSeconds: 245,
  freshnessLimitMinutes: 60,
  nextAt: '2026-11-24T12:15:00.000Z',
  paused: null,
  lastEnded: aListedRun(),
  unfinished: [],
}

describe('statusLines', () => {
  it('has a line for each dataset, and below it the runs that have not ended', () => {
    expect(
      statusLines([
        registro,
        {
          ...registro,
          dataset: 'seguimiento',
          health: 'failing',
          ageSeconds: 90_000,
          nextAt: null,
          lastEnded: aListedRun({ state: 'failed', errorCode: 'SOURCE_AUTH_FAILED' }),
          unfinished: [
            aListedRun({ state: 'running', phase: 'stage', counts: null }),
            aListedRun({ state: 'held', preview: true }),
            aListedRun({
              state: 'waiting',
              errorCode: 'SOURCE_UNREACHABLE',
              notBefore: '2026-11-24T12:20:00.000Z',
            }),
          ],
        },
      ]),
    ).toEqual([
      'dataset      health   data            limit      last run                                        next run',
      'registro     fresh    4 min 5 s old   1 h 0 min  succeeded 2026-11-24 12:00:03Z +1,200 ~0 -3     2026-11-24 12:15:00Z',
      'seguimiento  failing  25 h 0 min old  1 h 0 min  failed 2026-11-24 12:00:03Z SOURCE_AUTH_FAILED  by request',
      '  running, stage, attempt 1, since 2026-11-24 12:00:01Z, asked for by ana at 2026-11-24 12:00:00Z, run 11111111-2222-5333-8444-555555555555',
      '  preview held, asked for by ana at 2026-11-24 12:00:00Z, run 11111111-2222-5333-8444-555555555555',
      '  waiting, SOURCE_UNREACHABLE, tried again at 2026-11-24 12:20:00Z, asked for by ana at 2026-11-24 12:00:00Z, run 11111111-2222-5333-8444-555555555555',
    ])
  })
})
