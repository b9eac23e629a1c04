import type { SyncErrorCode } from '@aaps-data/contracts'
import type { ColumnReading } from './column-reading.ts'
import type { FilePart } from './file-kinds.ts'
import type { Cleaning, Rule } from './rule.ts'
import type { CronSchedule, DatasetSchedule } from './schedule.ts'
import type { SourceLimits } from './source-limits.ts'

/** A text for people, in both languages of the page. */
export interface BilingualText {
  readonly es: string
  readonly en: string
}

/** One column of a target table. `type` is a type of the target's PostgreSQL, as `create table` takes it. */
export interface Column {
  readonly name: string
  /** The column's name in the source; absent in derived tables, whose query names it. */
  readonly source: string
  readonly type: string
  readonly nullable: boolean
  /** The type that the source is to have, where it is not `type`. */
  readonly sourceType?: string
  /** The policy `add` has taken it over from the source; the definition does not have it. */
  readonly isAdded?: boolean
  /** Its values are shown to nobody: not in changes, not in rejects. */
  readonly masked?: boolean
  readonly cleaning?: Cleaning
  /** How its values are written, in a file. */
  readonly reading?: ColumnReading
  readonly rules?: readonly Rule[]
}

/**
 * Limits of what a run may change in a table that holds rows; a run that exceeds one is held for a
 * person. Undefined: no limit. Shares are of the target's rows, and count from 100 rows on.
 */
export interface Guards {
  readonly maxDeletedShare: number | undefined
  readonly maxDeletedRows: number | undefined
  readonly maxUpdatedShare: number | undefined
  readonly maxUpdatedRows: number | undefined
  /** By what share the number of rows may differ from the median of the last runs. */
  readonly maxCountChange: number | undefined
  /** Whether a source without a row may empty the table. */
  readonly emptySource: 'hold' | 'allow'
  /** Whether a column that has values may lose all of them. */
  readonly emptyColumn: 'hold' | 'allow'
}

/** A foreign key between two tables of one dataset. Names are those of the target. */
export interface Reference {
  readonly columns: readonly string[]
  readonly table: string
  readonly foreignColumns: readonly string[]
}

interface TargetTable {
  /** Name in the target's schema. */
  readonly name: string
  readonly columns: readonly Column[]
  /** Target names of the key columns; empty for a table without a key, compared as a multiset. */
  readonly key: readonly string[]
  readonly references: readonly Reference[]
  readonly guards: Guards
  /** How many rows a run may keep out of the table because they break rules; absent: none. */
  readonly maxRejects?: number
}

/**
 * How a table is read without reading all of it: the rows whose cursor is at or after the highest
 * value that was read before, less the overlap, and those without a value. `column` is the
 * source's name. The overlap is in minutes where the cursor is a time or a date. `timeZone` is the
 * one in which values are written whose type has none.
 */
export type Cursor = { readonly column: string; readonly overlap: number } & (
  | { readonly kind: 'number' }
  | { readonly kind: 'time'; readonly timeZone?: string }
  | { readonly kind: 'date'; readonly timeZone: string }
)

/** A table or view of a database. */
export interface Relation {
  readonly schema: string
  readonly relation: string
}

/** One mapping from rows of the source to a table of the target. */
export interface SourceTable extends TargetTable {
  readonly kind: 'source'
  readonly source: Relation | FilePart
  /** Columns of the source that are left out on purpose. */
  readonly unmapped?: readonly string[]
  readonly cursor?: Cursor
}

/**
 * A table computed from the other tables of its dataset. `query` is a `select` that names them by
 * their target names, unqualified, and yields the columns in their declared order.
 */
export interface DerivedTable extends TargetTable {
  readonly kind: 'derived'
  readonly query: string
}

export type Table = SourceTable | DerivedTable

/** How many attempts a run has, and when: exponential from the first delay, up to the longest. */
export interface RetryLimits {
  readonly maxAttempts: number
  readonly firstDelaySeconds: number
  readonly longestDelaySeconds: number
}

/** How a failed run is tried again. */
export interface RetryPolicy extends RetryLimits {
  /** No attempt starts later than this after the request; absent: as long as there are attempts. */
  readonly deadlineMinutes?: number
  /** What holds instead after a failure with one of these codes. */
  readonly byCode: ReadonlyMap<SyncErrorCode, RetryLimits>
}

/**
 * How long an attempt may take. After the soft limit it is stopped and rolled back; one that cannot
 * be stopped ends with its process at the hard limit.
 */
export interface TimeLimit {
  readonly softMinutes: number
  readonly hardMinutes: number
}

/**
 * `fail`: the run fails and says what to write. `add`: the target follows where nothing is lost.
 * `ignore`: the run goes on with what it can carry, and says so.
 */
export type DriftPolicy = 'fail' | 'add' | 'ignore'

/** The tables that change together: the unit of atomicity. */
export interface Dataset {
  readonly name: string
  readonly title: BilingualText
  readonly department: string
  readonly source: {
    readonly kind: 'database' | 'csv' | 'excel'
    /** Names the connection; its URL comes from `SOURCE_<CONNECTION>_URL`. */
    readonly connection: string
    readonly limits: SourceLimits
  }
  readonly target: { readonly schema: string }
  readonly schedule: DatasetSchedule | undefined
  /** The first run after each of its instants reads everything and compares every row. */
  readonly fullReconcile: CronSchedule
  /** Whether a run may end when source and target are recognised as unchanged by their digests. */
  readonly fingerprint: boolean
  /** When rows are digested on both sides at the end of a run: in the full reconcile, or always. */
  readonly proof: 'reconcile' | 'always'
  /** What becomes of columns of the source that are not as the definition says. */
  readonly drift: DriftPolicy
  /** What becomes of changes that somebody else has made in the target's rows. */
  readonly targetEdits: 'restore' | 'hold'
  /** Data older than this is late. */
  readonly freshnessLimitMinutes: number
  readonly retry: RetryPolicy
  readonly timeLimit: TimeLimit
  /** How long the apply waits for a lock of somebody else before it gives up. */
  readonly lockTimeoutSeconds: number
  /** How many changes a run keeps row by row, and for how long. */
  readonly changes: { readonly keepRows: number; readonly keepDays: number }
  readonly tables: readonly Table[]
}

/** Every dataset of the service, by name. */
export type Catalog = ReadonlyMap<string, Dataset>
