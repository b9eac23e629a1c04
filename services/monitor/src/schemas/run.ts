import { ErrorReport, Phase, RowCounts, RunOrigin, RunState } from '@aaps-data/contracts'
import { Type, type Static } from '@sinclair/typebox'

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** `accepted`: the broker has the request, the ledger not yet. */
export const ShownState = Type.Union([RunState, Type.Literal('accepted')])
export type ShownState = Static<typeof ShownState>

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
  Type.Object({ table: Type.String(), staged: Type.Integer() }),
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

const Row = Nullable(Type.Record(Type.String(), Nullable(Type.String())))

/** One row that a run changed, or a held run would change. Values as the target writes them. */
export const RunChange = Type.Object({
  id: Type.String(),
  table: Type.String(),
  operation: Type.Union([Type.Literal('insert'), Type.Literal('update'), Type.Literal('delete')]),
  /** Null in a table without a key. */
  key: Row,
  before: Row,
  after: Row,
})
export type RunChange = Static<typeof RunChange>

/** In the order in which they were kept; `next` is the key to pass as `after`. */
export const RunChangePage = Type.Object({
  changes: Type.Array(RunChange),
  next: Nullable(Type.String()),
})
export type RunChangePage = Static<typeof RunChangePage>

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
