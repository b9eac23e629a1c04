import type { Phase } from '@aaps-data/contracts'

/** What a run proves of one table: the rows that were staged, what they changed, and digests. */
export interface TableReceipt {
  readonly table: string
  readonly staged: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly unchanged: number
  /** Of the rows that were read, and of the target's rows after the apply. Equal, or no commit. */
  readonly sourceDigest: string
  readonly targetDigest: string
}

/** What a run proves. Written by the transaction that changed the target. */
export interface Receipt {
  readonly snapshot: {
    /** The source's own name for the snapshot, such as `18:00000003-0000001B-1`. */
    readonly id: string
    /** When the snapshot was taken, by the source's clock, as ISO 8601 in UTC. */
    readonly takenAt: string
  }
  readonly tables: readonly TableReceipt[]
  readonly phaseMs: Readonly<Partial<Record<Phase, number>>>
}
