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
  /** Its values are shown to nobody: not in changes, not in rejects. */
  readonly masked?: boolean
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
}

/** One mapping from a relation of the source to a table of the target. */
export interface SourceTable extends TargetTable {
  readonly kind: 'source'
  readonly source: { readonly schema: string; readonly relation: string }
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

/** When a dataset is synchronised by itself: a cron pattern read in an IANA time zone. */
export interface Schedule {
  readonly cron: string
  readonly timeZone: string
}

/** How a failed run is tried again: exponential from the first delay, up to the longest. */
export interface RetryPolicy {
  readonly maxAttempts: number
  readonly firstDelaySeconds: number
  readonly longestDelaySeconds: number
}

/** The tables that change together: the unit of atomicity. */
export interface Dataset {
  readonly name: string
  readonly title: BilingualText
  readonly department: string
  readonly source: {
    readonly kind: 'postgres'
    /** Names the connection; its URL comes from `SOURCE_<CONNECTION>_URL`. */
    readonly connection: string
  }
  readonly target: { readonly schema: string }
  readonly schedule: Schedule | undefined
  /** Data older than this is late. */
  readonly freshnessLimitMinutes: number
  readonly retry: RetryPolicy
  /** How long the apply waits for a lock of somebody else before it gives up. */
  readonly lockTimeoutSeconds: number
  /** How many changes a run keeps row by row, and for how long. */
  readonly changes: { readonly keepRows: number; readonly keepDays: number }
  readonly tables: readonly Table[]
}

/** Every dataset of the service, by name. */
export type Catalog = ReadonlyMap<string, Dataset>
