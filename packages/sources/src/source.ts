import type { SourceTable } from '@aaps-data/catalog'
import type { Readable } from 'node:stream'

/** A column as the source describes it. */
export interface SourceColumn {
  readonly name: string
  /** Type in PostgreSQL's words, when the target's server can know it; undefined means text. */
  readonly type: string | undefined
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
  /** Ends the view. Safe to repeat, and after a lost connection. */
  release(): Promise<void>
}

/** A place that holds data. Only ever read. */
export interface Source {
  openSnapshot(options: { readonly signal: AbortSignal }): Promise<Snapshot>
  /** Closes every connection. Safe to repeat. */
  close(): Promise<void>
}
