import { Type, type Static } from '@sinclair/typebox'
import { Nullable } from './nullable.ts'

const RejectAction = Type.Union([
  Type.Literal('reject'),
  Type.Literal('warn'),
  Type.Literal('fail'),
])

/** One row of the source that breaks a rule. */
export const RunReject = Type.Object({
  id: Type.String(),
  table: Type.String(),
  /** Null where the rule is about several columns. */
  column: Nullable(Type.String()),
  rule: Type.String(),
  /** What becomes of the row: kept out, let in with a warning, or the run fails. */
  action: RejectAction,
  /** Null in a table without a key. */
  key: Nullable(Type.Record(Type.String(), Nullable(Type.String()))),
  /** Where the row is in its source, when its key does not tell. */
  place: Nullable(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
  /** Masked where the dataset says so, and cut. */
  value: Nullable(Type.String()),
  /** What the rule demands. */
  facts: Type.Record(Type.String(), Type.Unknown()),
  foundAt: Type.String(),
  /** When a later run no longer had it, and which. */
  solvedAt: Nullable(Type.String()),
  solvedBy: Nullable(Type.String()),
})
export type RunReject = Static<typeof RunReject>

/** Which of the rejects of a run. */
export const RejectFilter = Type.Object({
  table: Type.Optional(Type.String()),
  rule: Type.Optional(Type.String()),
  action: Type.Optional(RejectAction),
  state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('solved')])),
})
export type RejectFilter = Static<typeof RejectFilter>

/** Table by table; `next` is the key to pass as `after`. */
export const RunRejectPage = Type.Object({
  rejects: Type.Array(RunReject),
  /** How many of the kept rejects the filter lets through, on all pages. */
  matching: Type.Integer(),
  next: Nullable(Type.String()),
})
export type RunRejectPage = Static<typeof RunRejectPage>

/** How many rows of a table break a rule. */
export const RunRejectCount = Type.Object({
  table: Type.String(),
  column: Nullable(Type.String()),
  rule: Type.String(),
  action: RejectAction,
  /** Exact, also where not all of them were kept. */
  rows: Type.Integer(),
  kept: Type.Integer(),
  /** Of those kept. */
  solved: Type.Integer(),
})
export type RunRejectCount = Static<typeof RunRejectCount>
