import type { RunDetail, RunTable } from '../../src/schemas/run.ts'
import { calm, exemplars, type Scene } from './scenes.ts'
import { aRun, minutesAgo, registroTables, runId } from './some-runs.ts'

const changedTables: RunTable[] = registroTables.map((table) => {
  const { inserted, updated, deleted } = table
  return { ...table, changesKept: inserted + updated + deleted }
})

const attempt = (
  outcome: 'held' | 'failed' | 'succeeded',
  phase: 'delta' | 'check' | 'finish',
) => ({
  number: 1,
  worker: 'worker-1',
  startedAt: minutesAgo(200),
  finishedAt: minutesAgo(199),
  outcome,
  phase,
  error: null,
})

/** Finished, with every change to be seen, and things to tell. */
const changed: RunDetail = {
  ...exemplars.succeeded,
  id: runId(20),
  tables: changedTables,
  readMode: 'incremental',
  notices: [
    {
      code: 'SOURCE_MOVED',
      table: 'epsa',
      details: { snapshotAt: minutesAgo(200) },
    },
    {
      code: 'TARGET_EDITED',
      table: 'representante',
      details: { rows: 2, keys: [{ id_representante: '418' }, { id_representante: '77' }] },
    },
  ],
}

/** A preview that waits for a person since three hours, of which only some changes were kept. */
const previewed = aRun(21, {
  state: 'held',
  preview: true,
  origin: 'page',
  requestedBy: 'ana',
  requestedAt: minutesAgo(200),
  startedAt: minutesAgo(200),
  finishedAt: null,
  written: 'pending',
  attempts: [attempt('held', 'delta')],
  snapshot: { id: '00000003-0000001B-1', takenAt: minutesAgo(199) },
  phaseMs: { plan: 4, snapshot: 21, stage: 912, check: 88, delta: 240 },
  tables: registroTables.map((table) => ({
    ...table,
    changesKept: table.table === 'epsa' || table.table === 'representante' ? 15 : 0,
    sourceDigest: null,
    targetDigest: null,
  })),
  hold: {
    kind: 'preview',
    heldAt: minutesAgo(199),
    breaches: [],
    decision: null,
    decidedBy: null,
    decidedAt: null,
    note: null,
  },
})

const rejectCounts: RunDetail['rejects'] = [
  {
    table: 'demografia_cobertura',
    column: 'cobertura_agua',
    rule: 'range',
    action: 'reject',
    rows: 2_412,
    kept: 1_000,
    solved: 0,
  },
  {
    table: 'epsa',
    column: 'telefono',
    rule: 'length',
    action: 'reject',
    rows: 1,
    kept: 1,
    solved: 0,
  },
  {
    table: 'representante',
    column: 'correo',
    rule: 'pattern',
    action: 'warn',
    rows: 1,
    kept: 1,
    solved: 1,
  },
  { table: 'sector', column: null, rule: 'key', action: 'reject', rows: 1, kept: 1, solved: 0 },
]

/** Rows of the source kept it from applying anything. */
const rejected = aRun(22, {
  ...exemplars.failed,
  id: runId(22),
  errorCode: 'VALUE_NOT_CARRIED',
  error: {
    code: 'VALUE_NOT_CARRIED',
    message: 'A value of the source does not fit',
    details: { phase: 'check', written: 'nothing', table: 'epsa', column: 'telefono' },
    causes: [],
  },
  attempts: [attempt('failed', 'check')],
  rejects: rejectCounts,
})

/** Nothing to do, known by fingerprint. */
const verified: RunDetail = {
  ...exemplars.succeeded,
  id: runId(23),
  readMode: 'fingerprint',
  requestedAt: minutesAgo(30),
  counts: { inserted: 0, updated: 0, deleted: 0, unchanged: 149_638 },
  tables: registroTables.map((table) => ({
    ...table,
    read: 'none',
    unchanged: table.staged,
    inserted: 0,
    updated: 0,
    deleted: 0,
    staged: 0,
  })),
  phaseMs: { plan: 4, snapshot: 212, finish: 9 },
  notices: [],
}

export const reviewed = { changed, previewed, rejected, verified } as const

/** A preview is ready, and other runs have something to tell. */
export const review: Scene = {
  ...calm,
  role: 'operator',
  runs: [previewed, changed, rejected, verified, ...calm.runs],
}

/** The list of what changed cannot be read, nor that of rejects. */
export const reviewWithoutRows: Scene = { ...review, rows: 'unreadable' }
