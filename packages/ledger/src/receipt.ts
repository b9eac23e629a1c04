import type { Phase } from '@aaps-data/contracts'

/** What happened to the rows of one table, or would happen. */
export interface TableChanges {
  readonly table: string
  readonly staged: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly unchanged: number
  /** How many of the changes were kept row by row. */
  readonly changesKept: number
}

/** What a run proves of one table: the rows that were staged, what they changed, and digests. */
export interface TableReceipt extends TableChanges {
  /** Of the rows that were read, and of the target's rows after the apply. Equal, or no commit. */
  readonly sourceDigest: string
  readonly targetDigest: string
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

/** How an attempt has read its source. */
export type ReadMode = 'full' | 'incremental'

/** What a run proves. Written by the transaction that changed the target. */
export interface Receipt {
  readonly mode: ReadMode
  readonly snapshot: SnapshotRef
  readonly tables: readonly TableReceipt[]
  readonly notices: readonly Notice[]
  readonly phaseMs: Readonly<Partial<Record<Phase, number>>>
}
