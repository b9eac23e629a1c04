import { ErrorReport, Phase, RowCounts, RunMode, RunOrigin, RunState } from '@aaps-data/contracts'
import { Type, type Static } from '@sinclair/typebox'
import { Nullable } from './nullable.ts'
import { RunRejectCount } from './reject.ts'

/** `accepted`: the broker has the request, the ledger not yet. */
export const ShownState = Type.Union([RunState, Type.Literal('accepted')])
export type ShownState = Static<typeof ShownState>

/** `fingerprint`: not a row was read, because source and target are those of the last receipt. */
export const ReadMode = Type.Union([
  Type.Literal('full'),
  Type.Literal('incremental'),
  Type.Literal('fingerprint'),
])
export type ReadMode = Static<typeof ReadMode>

/** A run as the lists show it. Instants are ISO 8601 in UTC; `seq` grows with each change. */
export const RunSummary = Type.Object({
  id: Type.String(),
  dataset: Type.String(),
  state: ShownState,
  seq: Type.Integer(),
  origin: RunOrigin,
  requestedBy: Type.String(),
  slotAt: Nullable(Type.String()),
  requestedAt: Type.String(),
  startedAt: Nullable(Type.String()),
  finishedAt: Nullable(Type.String()),
  /** When a waiting run is tried again. */
  notBefore: Nullable(Type.String()),
  attempt: Type.Integer(),
  attemptsLeft: Type.Integer(),
  /** Why it was cancelled, such as `superseded`. */
  reason: Nullable(Type.String()),
  errorCode: Nullable(Type.String()),
  /** Of a held run what would change. */
  counts: Nullable(RowCounts),
  /** It changes nothing by itself: what would change is held. */
  preview: Type.Boolean(),
  /** How the source was read; null before anything came of it. */
  readMode: Nullable(ReadMode),
})
export type RunSummary = Static<typeof RunSummary>

/** How far a running attempt is; lost when the monitor restarts, until the next one arrives. */
export const RunProgress = Type.Object({
  runId: Type.String(),
  attempt: Type.Integer(),
  phase: Phase,
  tablesDone: Type.Integer(),
  tablesTotal: Type.Integer(),
  table: Nullable(Type.String()),
  rows: Type.Integer(),
  /** Of how many, as far as is known. */
  rowsExpected: Type.Optional(Type.Integer()),
  /** Lately, and what is left at that rate. */
  rowsPerSecond: Type.Optional(Type.Integer()),
  secondsLeft: Type.Optional(Type.Integer()),
  at: Type.String(),
})
export type RunProgress = Static<typeof RunProgress>

export const RunAttempt = Type.Object({
  number: Type.Integer(),
  worker: Type.String(),
  startedAt: Type.String(),
  finishedAt: Nullable(Type.String()),
  /** Null while it runs. */
  outcome: Nullable(
    Type.Union(
      (['succeeded', 'held', 'failed', 'deferred', 'lost', 'cancelled'] as const).map((outcome) =>
        Type.Literal(outcome),
      ),
    ),
  ),
  /** The phase it is in, or in which it ended. */
  phase: Nullable(Phase),
  error: Nullable(ErrorReport),
})
export type RunAttempt = Static<typeof RunAttempt>

export const RunTable = Type.Composite([
  Type.Object({
    table: Type.String(),
    /** `none`: source and target were recognised as unchanged. */
    read: Type.Union([Type.Literal('full'), Type.Literal('incremental'), Type.Literal('none')]),
    /** Rows that were read and let through, and that were kept out because they broke a rule. */
    staged: Type.Integer(),
    rejected: Type.Integer(),
  }),
  RowCounts,
  Type.Object({
    /** How many of the changes can be seen row by row. */
    changesKept: Type.Integer(),
    /** Null while the run is held: nothing was written. */
    sourceDigest: Nullable(Type.String()),
    targetDigest: Nullable(Type.String()),
  }),
])
export type RunTable = Static<typeof RunTable>

/** A delta that waits for a person, or what a person decided about it. */
export const RunHold = Type.Object({
  kind: Type.Union([Type.Literal('guard'), Type.Literal('preview')]),
  heldAt: Type.String(),
  breaches: Type.Array(
    Type.Object({
      table: Type.String(),
      guard: Type.String(),
      limit: Type.Number(),
      found: Type.Number(),
      column: Type.Optional(Type.String()),
    }),
  ),
  decision: Nullable(
    Type.Union([Type.Literal('approved'), Type.Literal('discarded'), Type.Literal('superseded')]),
  ),
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Type.String()),
  note: Nullable(Type.String()),
})
export type RunHold = Static<typeof RunHold>

/** Something that did not stop an attempt and that people should know. */
export const RunNotice = Type.Object({
  code: Type.String(),
  table: Nullable(Type.String()),
  details: Type.Record(Type.String(), Type.Unknown()),
})
export type RunNotice = Static<typeof RunNotice>

/** Everything about one run. `written` says whether the target was changed by it. */
export const RunDetail = Type.Composite([
  RunSummary,
  Type.Object({
    note: Nullable(Type.String()),
    error: Nullable(ErrorReport),
    written: Type.Union([Type.Literal('no'), Type.Literal('yes'), Type.Literal('pending')]),
    attempts: Type.Array(RunAttempt),
    snapshot: Nullable(Type.Object({ id: Type.String(), takenAt: Type.String() })),
    phaseMs: Type.Record(Type.String(), Type.Number()),
    tables: Type.Array(RunTable),
    /** How it was asked to read its source. */
    mode: RunMode,
    /** The tables that it was asked for; null when for all. */
    onlyTables: Nullable(Type.Array(Type.String())),
    /** The run that it repeats. */
    retryOf: Nullable(Type.String()),
    /** Who wants its attempt to stop. */
    cancelAskedBy: Nullable(Type.String()),
    /** No attempt starts after it. */
    deadlineAt: Nullable(Type.String()),
    /** Of the latest attempt that left any. */
    notices: Type.Array(RunNotice),
    /** What its rows broke, however it ended. */
    rejects: Type.Array(RunRejectCount),
    hold: Nullable(RunHold),
    progress: Nullable(RunProgress),
  }),
])
export type RunDetail = Static<typeof RunDetail>

/** Newest first; `next` is the key to pass as `before` for the following page. */
export const RunPage = Type.Object({
  runs: Type.Array(RunSummary),
  next: Nullable(Type.String()),
})
export type RunPage = Static<typeof RunPage>
