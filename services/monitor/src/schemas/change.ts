import { Type, type Static } from '@sinclair/typebox'
import { Nullable } from './nullable.ts'

const Row = Nullable(Type.Record(Type.String(), Nullable(Type.String())))

export const ChangeOperation = Type.Union([
  Type.Literal('insert'),
  Type.Literal('update'),
  Type.Literal('delete'),
])

/** One row that a run changed, or a held run would change. Values as the target writes them. */
export const RunChange = Type.Object({
  id: Type.String(),
  table: Type.String(),
  operation: ChangeOperation,
  /** Null in a table without a key. */
  key: Row,
  /** Of an update the columns that change, else all. */
  before: Row,
  after: Row,
})
export type RunChange = Static<typeof RunChange>

/** Which of the changes of a run. */
export const ChangeFilter = Type.Object({
  table: Type.Optional(Type.String()),
  operation: Type.Optional(ChangeOperation),
  column: Type.Optional(Type.String({ description: 'Only updates that change this column' })),
  key: Type.Optional(
    Type.String({ maxLength: 200, description: 'A part of a value of the key, in any case' }),
  ),
})
export type ChangeFilter = Static<typeof ChangeFilter>

/** In the order in which they were kept; `next` is the key to pass as `after`. */
export const RunChangePage = Type.Object({
  changes: Type.Array(RunChange),
  /** How many of the kept changes the filter lets through, on all pages. */
  matching: Type.Integer(),
  next: Nullable(Type.String()),
})
export type RunChangePage = Static<typeof RunChangePage>

/** How many of the changes of a table were kept, by operation, and in which columns. */
export const RunChangeCounts = Type.Object({
  table: Type.String(),
  insert: Type.Integer(),
  update: Type.Integer(),
  delete: Type.Integer(),
  /** Columns that updates change, the most frequent first. */
  columns: Type.Array(Type.Object({ column: Type.String(), rows: Type.Integer() })),
})
export type RunChangeCounts = Static<typeof RunChangeCounts>
