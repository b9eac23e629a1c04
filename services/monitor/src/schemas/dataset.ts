import { RunState } from '@aaps-data/contracts'
import { Type, type Static } from '@sinclair/typebox'
import { RunSummary } from './run.ts'

/**
 * What a dataset's colour says, the worst of its last run and of its freshness:
 * `failing` needs a person; `late` is older than its limit or being tried again; `fresh` is well;
 * `never` has no data yet.
 */
export const DatasetHealth = Type.Union([
  Type.Literal('fresh'),
  Type.Literal('late'),
  Type.Literal('failing'),
  Type.Literal('never'),
])
export type DatasetHealth = Static<typeof DatasetHealth>

export const DatasetStatus = Type.Object({
  name: Type.String(),
  title: Type.Object({ es: Type.String(), en: Type.String() }),
  department: Type.String(),
  health: DatasetHealth,
  /** The instant of the source that the target repeats. */
  dataAt: Type.Union([Type.String(), Type.Null()]),
  freshnessLimitMinutes: Type.Integer(),
  lastRun: Type.Union([RunSummary, Type.Null()]),
  /** The last run that ended and was not cancelled; a newer one may be under way. */
  lastEnded: Type.Union([RunSummary, Type.Null()]),
  /** States of the latest finished runs, oldest first, at most 40. */
  recent: Type.Array(Type.Object({ id: Type.String(), state: RunState, at: Type.String() })),
  /** Null without a schedule, and while it is paused. */
  nextAt: Type.Union([Type.String(), Type.Null()]),
  /** Who has paused its schedule, or all of them. */
  paused: Type.Union([
    Type.Object({
      by: Type.String(),
      at: Type.String(),
      note: Type.Union([Type.String(), Type.Null()]),
    }),
    Type.Null(),
  ]),
  tables: Type.Integer(),
  /** Some of its tables can be read incrementally: then a run may be asked to read everything. */
  isIncremental: Type.Boolean(),
})
export type DatasetStatus = Static<typeof DatasetStatus>

/** A run that the schedules will ask for; it is computed, not stored. */
export const PlannedRun = Type.Object({ dataset: Type.String(), at: Type.String() })
export type PlannedRun = Static<typeof PlannedRun>
