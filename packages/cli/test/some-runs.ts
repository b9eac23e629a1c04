import type { ListedRun, RunRecord } from '@aaps-data/ledger'

const id = '11111111-2222-5333-8444-555555555555'

/** A run that succeeded without changing anything, but for what is told. */
export function aRun(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    id,
    dataset: 'registro',
    state: 'succeeded',
    preview: false,
    onlyTables: null,
    retryOf: null,
    mode: 'auto',
    requestedBy: 'ana',
    note: null,
    requestedAt: '2026-11-24T12:00:00.000Z',
    startedAt: '2026-11-24T12:00:01.000Z',
    finishedAt: '2026-11-24T12:00:03.500Z',
    notBefore: null,
    attempt: 1,
    phase: 'finish',
    reason: null,
    error: null,
    read: 'full',
    snapshotAt: '2026-11-24T12:00:01.250Z',
    counts: { inserted: 0, updated: 0, deleted: 0, unchanged: 0 },
    tables: [],
    rejects: [],
    hold: null,
    notices: [],
    ...changes,
  }
}

/** The same as a list shows it. */
export function aListedRun(changes: Partial<ListedRun> = {}): ListedRun {
  return {
    id,
    state: 'succeeded',
    preview: false,
    requestedBy: 'ana',
    requestedAt: '2026-11-24T12:00:00.000Z',
    startedAt: '2026-11-24T12:00:01.000Z',
    finishedAt: '2026-11-24T12:00:03.500Z',
    notBefore: null,
    attempt: 1,
    phase: 'finish',
    errorCode: null,
    counts: { inserted: 1200, updated: 0, deleted: 3, unchanged: 7 },
    ...changes,
  }
}
