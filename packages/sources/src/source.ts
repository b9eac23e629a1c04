import type { SourceTable } from '@aaps-data/catalog'
import type {
  BucketDigest,
  BucketLevel,
  KeyDigest,
  RejectFacts,
  RejectRule,
  RowForm,
} from '@aaps-data/contracts'
import type { Readable } from 'node:stream'

/** A column as the source describes it. */
export interface SourceColumn {
  readonly name: string
  /** Type in PostgreSQL's words, when the target's server can know it; undefined means text. */
  readonly type: string | undefined
}

/** A column of a relation of the source, whether it is mapped or not. */
export interface RelationColumn extends SourceColumn {
  /** The type as the source itself writes it, such as `public.estado`. */
  readonly nativeType: string
  /** Whether our login may read it. */
  readonly isReadable: boolean
}

/** What images of rows depend on: rows with the same values have the same ones under the same. */
export interface RowImages {
  /** PostgreSQL's version. */
  readonly major: number
  /** A text that servers have in common which write and hash values alike. */
  readonly alikeness: string
  /** Of the columns, in their order; undefined for one that not every server knows. */
  readonly types: readonly (string | undefined)[]
}

/** All rows of a table as one value: where it is equal, so are the rows, whatever their order. */
export interface TableFingerprint {
  /** Undefined where nobody has counted them. */
  readonly rows?: number
  /** Of the mapped columns, written in the source's types, or of the file that holds them. */
  readonly digest: string
  /** What else the digest depends on. Digests under different ties say nothing of each other. */
  readonly tie: string
  /** Present where the digest is that of PostgreSQL's images of the rows. */
  readonly images?: RowImages
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

/** Where the rows of a table stand, so that a person finds one in its file. */
export interface RowPlaces {
  /** The same of all rows, such as `{ file: 'sarh.xlsx', sheet: 'Hoja1' }`. */
  readonly within: Readonly<Record<string, string>>
  /** What is counted by the number of a row. */
  readonly unit: 'row' | 'line' | 'feature'
  /** Of columns, by their names in the target: the letters that make a cell with the row's number. */
  readonly letters?: ReadonlyMap<string, string>
}

/** What of a row its source could not read. The column, if it is one, comes as null. */
export interface RowFault {
  /** The column's name in the target; undefined where it is the row as a whole. */
  readonly column?: string
  readonly rule: RejectRule
  /** What the file has in the column, if it can be told; of a row as a whole nothing of its data. */
  readonly value?: string
  readonly facts: RejectFacts
}

/** What a source has found out about a table that its definition does not say. */
export interface SourceRemark {
  readonly code: 'FILE_READ_AS'
  /** Its name in the target. */
  readonly table: string
  readonly details: Readonly<Record<string, string>>
}

/** Which rows of a table are read, and how they are written. */
export interface Reading {
  /**
   * Of a table with a cursor, only the rows at or after this bound less the cursor's overlap, and
   * those whose cursor is null.
   */
  readonly since?: string | undefined
  /** `text` unless it is said; `binary` only of a snapshot with a `binaryMajor`. */
  readonly form?: RowForm
}

/** Reads tables of one snapshot, one after the other. */
export interface TableReader {
  /**
   * The rows of `table` as PostgreSQL's COPY writes them, columns in the order of its definition.
   * One stream at a time. Memory holds a few buffers, whatever the number of rows. Of a snapshot
   * with `placeRows`, each row has two fields more at its end: its number, and null or a JSON list of
   * its `RowFault`s.
   */
  read(table: SourceTable, reading?: Reading): Readable
  /**
   * The highest value of a table's cursor in this snapshot, as text that `read` takes; undefined
   * in a table without a value. A time is never later than the snapshot. Absent where the source
   * cannot be read by a cursor.
   */
  cursorBound?(table: SourceTable): Promise<string | undefined>
  /** Ends the view. Safe to repeat, and after a lost connection. */
  release(): Promise<void>
}

/** One consistent view of a source. Everything read through it belongs to the same instant. */
export interface Snapshot extends TableReader {
  /** The source's own name for it. */
  readonly id: string
  /** By the source's clock, ISO 8601 in UTC. */
  readonly takenAt: string
  /** The version of PostgreSQL in whose binary form rows can be read; absent where there is none. */
  readonly binaryMajor?: number
  /**
   * The columns that each of the tables maps, in the order of its definition; one answer for each
   * table, in their order.
   * Throws `SOURCE_TABLE_MISSING`, `SOURCE_COLUMN_MISSING` or `SOURCE_PERMISSION_DENIED`.
   */
  describe(tables: readonly SourceTable[]): Promise<readonly (readonly SourceColumn[])[]>
  /**
   * Every column of the relation of each of the tables, in the source's order; one answer for each
   * table, in their order. Throws `SOURCE_TABLE_MISSING`.
   */
  describeRelations(tables: readonly SourceTable[]): Promise<readonly (readonly RelationColumn[])[]>
  /**
   * About how many rows each of the tables has, without reading them; undefined where nobody knows.
   */
  estimateRows?(tables: readonly SourceTable[]): Promise<readonly (number | undefined)[]>
  /** How many rows `read` would give. Moves none. Absent where the source cannot count. */
  countRows?(table: SourceTable, since?: string): Promise<number>
  /** Says where the rows of each of the tables stand. Absent where only their keys tell them apart. */
  placeRows?(tables: readonly SourceTable[]): Promise<readonly RowPlaces[]>
  /** What people should know of how the tables are read. Absent where there is never anything. */
  remarks?(tables: readonly SourceTable[]): Promise<readonly SourceRemark[]>
  /**
   * Says of each of the tables whether the source itself keeps its key unique and without nulls, so
   * that nobody else has to look. Absent where it cannot say.
   */
  keepsKeys?(tables: readonly SourceTable[]): Promise<readonly boolean[]>
  /**
   * Another way to read the same instant, so that a second table can be read at the same time; it
   * ends with the snapshot. Undefined when the source has none to spare, absent where it has one.
   */
  openReader?(): Promise<TableReader | undefined>
  /**
   * Counts and digests the mapped columns of the tables in the source, in their order. Moves no
   * row, reads each table once. Absent where the source cannot.
   */
  fingerprint?(tables: readonly SourceTable[]): Promise<readonly TableFingerprint[]>
  /** Absent where the source cannot digest its rows. */
  readonly rowDigests?: RowDigests
}

/** A place that holds data. Only ever read. */
export interface Source {
  /**
   * Opens a view of one instant. `tables` are those that will be read: of a source of files, their
   * files are taken, and no others can be read.
   */
  openSnapshot(options: {
    readonly signal: AbortSignal
    readonly tables?: readonly SourceTable[]
  }): Promise<Snapshot>
  /** Closes every connection. Safe to repeat. */
  close(): Promise<void>
}
