import { Type, type Static } from '@sinclair/typebox'
import { cloudEvent, DatasetName, Instant, Uuid } from './cloud-event.ts'
import { RunState } from './run-state.ts'

export const runEventType = 'aaps.sync.run.v1'
export const progressEventType = 'aaps.sync.progress.v1'

/** The steps of an attempt, in their order. */
export const phases = ['plan', 'snapshot', 'stage', 'check', 'delta', 'apply', 'finish'] as const
export const Phase = Type.Union(phases.map((phase) => Type.Literal(phase)))
export type Phase = (typeof phases)[number]

/** Rows of one table or of a whole run, by what happened to them in the target. */
export const RowCounts = Type.Object({
  inserted: Type.Integer({ minimum: 0 }),
  updated: Type.Integer({ minimum: 0 }),
  deleted: Type.Integer({ minimum: 0 }),
  unchanged: Type.Integer({ minimum: 0 }),
})
export type RowCounts = Static<typeof RowCounts>

/**
 * A run has changed its state. Written to the outbox by the transaction that changed it, so it
 * exists exactly when the change does. `seq` grows by one with each change of a run: a listener
 * keeps the highest and may drop the rest, in whatever order they come.
 */
export const RunEvent = cloudEvent(
  runEventType,
  Type.Object({
    runId: Uuid,
    dataset: DatasetName,
    state: RunState,
    seq: Type.Integer({ minimum: 1 }),
    attempt: Type.Integer({ minimum: 0 }),
    at: Instant,
    code: Type.Optional(Type.String()),
    counts: Type.Optional(RowCounts),
  }),
)
export type RunEvent = Static<typeof RunEvent>

/** How far a running attempt is. Lossy: it never carries a change of state. */
export const ProgressEvent = cloudEvent(
  progressEventType,
  Type.Object({
    runId: Uuid,
    dataset: DatasetName,
    attempt: Type.Integer({ minimum: 1 }),
    phase: Phase,
    at: Instant,
    /** Tables finished in this phase, of how many. */
    tablesDone: Type.Integer({ minimum: 0 }),
    tablesTotal: Type.Integer({ minimum: 0 }),
    /** The table at hand, if any, and the rows staged so far in the whole run. */
    table: Type.Optional(Type.String()),
    rows: Type.Integer({ minimum: 0 }),
    /** Of how many, as far as the last run or the source's statistics tell. */
    rowsExpected: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Over the last ten seconds, and what is left at that rate. */
    rowsPerSecond: Type.Optional(Type.Integer({ minimum: 0 })),
    secondsLeft: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
)
export type ProgressEvent = Static<typeof ProgressEvent>

export type SyncEvent = RunEvent | ProgressEvent
