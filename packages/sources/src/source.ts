import type { SourceTable } from '@aaps-data/catalog'
import type { BucketDigest, BucketLevel, KeyDigest } from '@aaps-data/contracts'
import type { Readable } from 'node:stream'

/** A column as the source describes it. */
export interface SourceColumn {
  readonly name: string
  /** Type in PostgreSQL's words, when the target's server can know it; undefined means text. */
  readonly type: string | undefined
}

/** All rows of a table as one value: where it is equal, so are the rows, whatever their order. */
export interface TableFingerprint {
  readonly rows: number
  /** Of the mapped columns, written in the source's types. */
  readonly digest: string
  /** What else the digest depends on. Digests under different ties say nothing of each other. */
  readonly tie: string
}

/** A table, and how its values are written for a digest. */
export interface DigestedTable {
  readonly table: SourceTable
  /** The type that each column is cast to, in their order; undefined leaves it as it is. */
  readonly types: readonly (string | undefined)[]
}

/** Digests of parts of a table, computed where the rows are: what differs is found by bisecting. */
export interface RowDigests {
  /** A text that servers have in common whose digests can be compared. */
  alikeness(): Promise<string>
  /** The buckets of a level that have rows. Reads the table once. */
  digestBuckets(table: DigestedTable, level: BucketLevel): Promise<readonly BucketDigest[]>
  /** The keys within the buckets of a level. Memory holds all of them. */
  digestKeys(table: DigestedTable, level: BucketLevel): Promise<readonly KeyDigest[]>
}

/** One consistent view of a source. Everything read through it belongs to the same instant. */
export interface Snapshot {
  /** The source's own name for it. */
  readonly id: string
  /** By the source's clock, ISO 8601 in UTC. */
  readonly takenAt: string
  /**
   * The columns that each of the tables maps, in the order of its definition; one answer for each
   * table, in their order.
   * Throws `SOURCE_TABLE_MISSING`, `SOURCE_COLUMN_MISSING` or `SOURCE_PERMISSION_DENIED`.
   */
  describe(tables: readonly SourceTable[]): Promise<readonly (readonly SourceColumn[])[]>
  /**
   * The rows of `table` as PostgreSQL's COPY text, columns in the order of its definition.
   * One stream at a time. Memory holds a few buffers, whatever the number of rows.
   */
  read(table: SourceTable): Readable
  /**
   * Counts and digests the mapped columns of the tables in the source, in their order. Moves no
   * row, reads each table once. Absent where the source cannot.
   */
  fingerprint?(tables: readonly SourceTable[]): Promise<readonly TableFingerprint[]>
  /** Absent where the source cannot digest its rows. */
  readonly rowDigests?: RowDigests
  /** Ends the view. Safe to repeat, and after a lost connection. */
  release(): Promise<void>
}

/** A place that holds data. Only ever read. */
export interface Source {
  openSnapshot(options: { readonly signal: AbortSignal }): Promise<Snapshot>
  /** Closes every connection. Safe to repeat. */
  close(): Promise<void>
}
