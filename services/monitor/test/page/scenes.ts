import type { AuditEntry, Session } from '../../src/schemas/action.ts'
import type { DatasetStatus, PlannedRun } from '../../src/schemas/dataset.ts'
import type { RunDetail, RunProgress } from '../../src/schemas/run.ts'
import { aRun, minutesAgo, registroTables, runId, summaryOf } from './some-runs.ts'

/** Everything that the page can be shown, at one instant. */
export interface Scene {
  readonly role: Session['role']
  readonly brokerConnected: boolean
  readonly ledgerConnected: boolean
  readonly setAside: number
  readonly datasets: readonly DatasetStatus[]
  readonly runs: readonly RunDetail[]
  readonly planned: readonly PlannedRun[]
  readonly progress: readonly RunProgress[]
  readonly audit: readonly AuditEntry[]
  /** Whether the rows of runs can be read; they can unless this says otherwise. */
  readonly rows?: 'unreadable'
}

const recentRuns = (states: string): DatasetStatus['recent'] =>
  Array.from(states, (letter, index) => ({
    id: runId(9_000 + index),
    state: letter === 's' ? 'succeeded' : letter === 'f' ? 'failed' : 'cancelled',
    at: minutesAgo(60 * (states.length - index)),
  }))

const succeeded = aRun(1, {
  attempts: [
    {
      number: 1,
      worker: 'worker-1',
      startedAt: minutesAgo(12, -1),
      finishedAt: minutesAgo(12, -3),
      outcome: 'succeeded',
      phase: 'finish',
      error: null,
    },
  ],
  snapshot: { id: '00000003-0000001B-1', takenAt: minutesAgo(12, -1) },
  phaseMs: { plan: 4, snapshot: 21, stage: 912, check: 88, delta: 240, apply: 415, finish: 36 },
  tables: registroTables,
})

const hourly = Array.from({ length: 6 }, (_, index) =>
  aRun(100 + index, {
    requestedAt: minutesAgo(72 + 60 * index),
    startedAt: minutesAgo(72 + 60 * index),
    finishedAt: minutesAgo(72 + 60 * index, -1.4),
    counts: { inserted: 0, updated: index === 2 ? 41 : 0, deleted: 0, unchanged: 149_611 },
  }),
)

const asked = aRun(2, {
  dataset: 'geo',
  origin: 'page',
  requestedBy: 'ana',
  note: 'Se corrigieron los tanques de Oruro',
  requestedAt: minutesAgo(34),
  startedAt: minutesAgo(34),
  finishedAt: minutesAgo(34, -7),
  counts: { inserted: 2, updated: 0, deleted: 1, unchanged: 3_904 },
})

const cancelled = aRun(3, {
  dataset: 'tarifas',
  state: 'cancelled',
  reason: 'superseded',
  counts: null,
  requestedAt: minutesAgo(95),
  startedAt: null,
  finishedAt: minutesAgo(90),
})

const registro: DatasetStatus = {
  name: 'registro',
  title: { es: 'Registro de EPSAs', en: 'Register of EPSAs' },
  department: 'Jefatura de Licencias y Registros',
  health: 'fresh',
  dataAt: minutesAgo(12),
  freshnessLimitMinutes: 60,
  lastRun: summaryOf(succeeded),
  lastEnded: summaryOf(succeeded),
  recent: recentRuns('ssssssssfsssssssssssssscsssssss'),
  nextAt: minutesAgo(-55),
  paused: null,
  tables: 38,
  isIncremental: false,
}

const seguimiento: DatasetStatus = {
  ...registro,
  name: 'seguimiento',
  title: { es: 'Seguimiento regulatorio', en: 'Regulatory follow-up' },
  department: 'Dirección de Seguimiento Regulatorio',
  dataAt: minutesAgo(26),
  lastRun: summaryOf(aRun(4, { dataset: 'seguimiento', finishedAt: minutesAgo(26) })),
  lastEnded: summaryOf(aRun(4, { dataset: 'seguimiento', finishedAt: minutesAgo(26) })),
  recent: recentRuns('ssssssssssssssssssssssssssssss'),
  nextAt: minutesAgo(-25),
  tables: 4,
  isIncremental: true,
}

const geo: DatasetStatus = {
  ...registro,
  name: 'geo',
  title: { es: 'Archivos georreferenciados', en: 'Geo-referenced files' },
  department: 'Área TIC',
  dataAt: minutesAgo(34),
  freshnessLimitMinutes: 1_440,
  lastRun: summaryOf(asked),
  lastEnded: summaryOf(asked),
  recent: recentRuns('ssfssss'),
  nextAt: minutesAgo(-660),
  tables: 3,
}

const planned: PlannedRun[] = [
  { dataset: 'seguimiento', at: minutesAgo(-25) },
  { dataset: 'registro', at: minutesAgo(-55) },
  { dataset: 'seguimiento', at: minutesAgo(-85) },
  { dataset: 'registro', at: minutesAgo(-115) },
  { dataset: 'geo', at: minutesAgo(-660) },
]

const audit: AuditEntry[] = [
  { actor: 'ana', role: 'operator', action: 'run.request', subject: 'geo', outcome: 'accepted' },
  { actor: 'luis', role: 'viewer', action: 'run.request', subject: 'registro', outcome: 'refused' },
  { actor: 'eva', role: 'admin', action: 'run.request', subject: 'registro', outcome: 'failed' },
].map((entry, index) => ({
  ...entry,
  role: entry.role as AuditEntry['role'],
  id: String(40 - index),
  at: minutesAgo(34 + 50 * index),
  address: `10.0.4.${21 + index}`,
  runId: index === 0 ? asked.id : null,
}))

/** All is well. */
export const calm: Scene = {
  role: 'admin',
  brokerConnected: true,
  ledgerConnected: true,
  setAside: 0,
  datasets: [registro, seguimiento, geo],
  runs: [succeeded, asked, cancelled, ...hourly],
  planned,
  progress: [],
  audit,
}

const denied = aRun(5, {
  state: 'failed',
  seq: 6,
  requestedAt: minutesAgo(4),
  startedAt: minutesAgo(4),
  finishedAt: minutesAgo(4, -1),
  errorCode: 'SOURCE_PERMISSION_DENIED',
  counts: null,
  written: 'no',
  error: {
    code: 'SOURCE_PERMISSION_DENIED',
    message: 'The source does not let us read a table',
    details: {
      phase: 'stage',
      written: 'nothing',
      source: 'siirays',
      table: 'public.demografia_cobertura',
      sqlState: '42501',
    },
    causes: [{ name: 'error 42501', message: 'permission denied for table demografia_cobertura' }],
  },
})
const failed: RunDetail = {
  ...denied,
  attempts: [
    {
      number: 1,
      worker: 'worker-1',
      startedAt: minutesAgo(4),
      finishedAt: minutesAgo(4, -1),
      outcome: 'failed',
      phase: 'stage',
      error: denied.error,
    },
  ],
  phaseMs: { plan: 5, snapshot: 19, stage: 311 },
}

const locked: RunDetail['error'] = {
  code: 'TARGET_LOCKED',
  message: 'Another session holds a lock on the target',
  details: {
    sqlState: '55P03',
    holders: [
      {
        pid: 8_412,
        application: 'DBeaver 25.1',
        user: 'jmamani',
        relation: 'seguimiento.variable',
        state: 'idle in transaction',
        queryStart: '2026-11-24T16:12:40Z',
      },
    ],
  },
  causes: [{ name: 'error 55P03', message: 'canceling statement due to lock timeout' }],
}
const waiting = aRun(6, {
  dataset: 'seguimiento',
  state: 'waiting',
  origin: 'service',
  requestedBy: 'portal',
  requestedAt: minutesAgo(9),
  startedAt: minutesAgo(3),
  finishedAt: null,
  notBefore: minutesAgo(-4),
  attempt: 2,
  attemptsLeft: 3,
  errorCode: 'TARGET_LOCKED',
  counts: null,
  written: 'pending',
  error: locked,
  attempts: [1, 2].map((number) => ({
    number,
    worker: `worker-${number}`,
    startedAt: minutesAgo(12 - 4 * number),
    finishedAt: minutesAgo(12 - 4 * number, -6),
    outcome: 'failed' as const,
    phase: 'apply' as const,
    error: locked,
  })),
  phaseMs: { plan: 6, snapshot: 31, stage: 48_212, check: 1_020, delta: 4_411, apply: 5_006 },
})

const running = aRun(7, {
  dataset: 'geo',
  state: 'running',
  origin: 'page',
  requestedBy: 'ana',
  requestedAt: minutesAgo(0, 42),
  startedAt: minutesAgo(0, 40),
  finishedAt: null,
  counts: null,
  written: 'pending',
  attempts: [
    {
      number: 1,
      worker: 'worker-2',
      startedAt: minutesAgo(0, 40),
      finishedAt: null,
      outcome: null,
      phase: 'stage',
      error: null,
    },
  ],
  phaseMs: { plan: 5, snapshot: 130 },
})
const queued = aRun(8, {
  dataset: 'registro',
  state: 'queued',
  origin: 'page',
  requestedBy: 'ana',
  requestedAt: minutesAgo(0, 6),
  startedAt: null,
  finishedAt: null,
  attempt: 0,
  counts: null,
  written: 'pending',
})

const held = aRun(9, {
  state: 'held',
  requestedAt: minutesAgo(14),
  finishedAt: null,
  counts: { inserted: 3, updated: 41, deleted: 912, unchanged: 1_388 },
  written: 'pending',
  errorCode: 'GUARD_BREACHED',
  error: {
    code: 'GUARD_BREACHED',
    message: 'The run would change more than the guards of its dataset allow',
    details: { phase: 'delta', written: 'nothing' },
    causes: [],
  },
  tables: [
    {
      table: 'epsa',
      read: 'full',
      rejected: 0,
      staged: 1_432,
      inserted: 3,
      updated: 41,
      deleted: 912,
      unchanged: 1_388,
      changesKept: 956,
      sourceDigest: null,
      targetDigest: null,
    },
  ],
  hold: {
    kind: 'guard',
    heldAt: minutesAgo(13),
    breaches: [
      { table: 'epsa', guard: 'maxDeletedShare', limit: 0.3, found: 0.3895 },
      { table: 'epsa', guard: 'emptyColumn', limit: 0, found: 1, column: 'fax' },
    ],
    decision: null,
    decidedBy: null,
    decidedAt: null,
    note: null,
  },
})

/** One dataset fails, one is tried again, one runs, and one has no data yet. */
export const troubled: Scene = {
  ...calm,
  datasets: [
    {
      ...registro,
      health: 'failing',
      dataAt: minutesAgo(72),
      lastRun: summaryOf(queued),
      lastEnded: summaryOf(failed),
      recent: recentRuns('sssssssssssssssssssssscssssff'),
    },
    {
      ...seguimiento,
      health: 'late',
      dataAt: minutesAgo(81),
      lastRun: summaryOf(waiting),
    },
    geo,
    {
      ...geo,
      name: 'sarh',
      title: { es: 'Autoabastecimiento (SARH)', en: 'Self-supply systems (SARH)' },
      department: 'Dirección de Regulación Ambiental',
      health: 'never',
      dataAt: null,
      lastRun: null,
      lastEnded: null,
      recent: [],
      nextAt: null,
      tables: 1,
    },
  ],
  runs: [queued, running, failed, waiting, asked, cancelled, ...hourly],
  progress: [
    {
      runId: running.id,
      attempt: 1,
      phase: 'stage',
      tablesDone: 1,
      tablesTotal: 3,
      table: 'tanques_almacenamiento',
      rows: 34_210,
      rowsExpected: 120_000,
      rowsPerSecond: 8_500,
      secondsLeft: 10,
      at: minutesAgo(0, 1),
    },
  ],
}

/** The broker does not answer, and the reader may only look. */
export const brokerDown: Scene = { ...calm, role: 'viewer', brokerConnected: false }

/** The database of AAPS-DATA does not answer. */
export const ledgerDown: Scene = { ...calm, ledgerConnected: false }

/** A new installation. */
export const empty: Scene = { ...calm, datasets: [], runs: [], planned: [], audit: [] }

/** Runs of the scenes that have a page worth seeing. */
export const exemplars = {
  succeeded,
  failed,
  waiting,
  running,
  queued,
  cancelled,
  held,
} as const

/** A guard has stopped a run, and somebody may decide. */
export const guarded: Scene = { ...calm, role: 'operator', runs: [held, ...calm.runs] }
