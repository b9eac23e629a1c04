import type { Phase } from '@aaps-data/contracts'

/**
 * How a table was read: all of it, the rows whose cursor has moved on, or none because source and
 * target were recognised as unchanged.
 */
export type TableRead = 'full' | 'incremental' | 'none'

/** What happened to the rows of one table, or would happen. */
export interface TableChanges {
  readonly table: string
  readonly read: TableRead
  /** Rows that were read and let through. */
  readonly staged: number
  /** Rows that were read and kept out of the target, because they broke a rule. */
  readonly rejected: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly unchanged: number
  /** How many of the changes were kept row by row. */
  readonly changesKept: number
}

/** All rows of a source's table as one value, computed where they are. */
export interface TableFingerprint {
  /** Undefined where nobody has counted them. */
  readonly rows?: number
  readonly digest: string
  /** Fingerprints under different ties say nothing of each other. */
  readonly tie: string
}

/** What a run proves of one table: the rows that were staged, what they changed, and digests. */
export interface TableReceipt extends TableChanges {
  /** Of the target after the run. */
  readonly rows: number
  /** Of the rows that were read. */
  readonly sourceDigest: string
  /** Of the target after the run. After a full read it is the source's, or nothing is committed. */
  readonly targetDigest: string
  /** What else the digests depend on. */
  readonly digestTie: string
  /** Of the source's table in the snapshot, where one was taken. */
  readonly fingerprint?: TableFingerprint
  /** Up to where an incremental table has been read. */
  readonly cursorBound?: string
  /** Of a derived table: that its query yields the same rows again while the source has the same. */
  readonly isRepeatable?: boolean
}

/** The consistent view of the source that an attempt has read. */
export interface SnapshotRef {
  /** The source's own name for the snapshot, such as `18:00000003-0000001B-1`. */
  readonly id: string
  /** When the snapshot was taken, by the source's clock, as ISO 8601 in UTC. */
  readonly takenAt: string
}

/** Something that did not stop an attempt and that people should know. */
export interface Notice {
  readonly code: string
  readonly table?: string
  readonly details: Readonly<Record<string, unknown>>
}

/**
 * How an attempt has read its source. `fingerprint`: not at all, because source and target still
 * have the digests of the last receipt.
 */
export type ReadMode = 'full' | 'incremental' | 'fingerprint'

/** What a run proves. Written by the transaction that changed the target. */
export interface Receipt {
  readonly mode: ReadMode
  /** Every row was read, compared, and digested on both sides. */
  readonly isReconcile: boolean
  /** Only some tables of the dataset were looked at. */
  readonly isPartial: boolean
  /** Of the dataset's definition. */
  readonly definitionDigest: string
  readonly snapshot: SnapshotRef
  readonly tables: readonly TableReceipt[]
  readonly notices: readonly Notice[]
  readonly phaseMs: Readonly<Partial<Record<Phase, number>>>
}
