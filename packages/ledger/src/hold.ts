import type { Phase } from '@aaps-data/contracts'
import type { Notice, ReadMode, SnapshotRef, TableChanges } from './receipt.ts'

/** A limit of a dataset that a delta exceeds. */
export interface Breach {
  readonly table: string
  readonly guard: string
  readonly limit: number
  readonly found: number
  readonly column?: string
}

/** What one kept staging table holds, so that a later attempt can take it up. */
export interface KeptTable {
  readonly table: string
  readonly rows: number
  readonly columns: readonly {
    readonly name: string
    readonly stagedType: string
    readonly targetType: string
  }[]
}

/** A delta that was computed, was not applied, and waits for a person. */
export interface Hold {
  readonly kind: 'guard' | 'preview'
  readonly mode: ReadMode
  readonly snapshot: SnapshotRef
  /** Of every change, so that exactly this delta can be recognised. */
  readonly deltaDigest: string
  readonly staged: readonly KeptTable[]
  readonly tables: readonly TableChanges[]
  readonly breaches: readonly Breach[]
  readonly notices: readonly Notice[]
  readonly phaseMs: Readonly<Partial<Record<Phase, number>>>
}

/** A held delta that a person has approved. */
export interface Approval {
  /** Of the attempt that was held: its staging tables are kept under this number. */
  readonly fence: number
  readonly mode: ReadMode
  readonly snapshot: SnapshotRef
  readonly deltaDigest: string
  readonly staged: readonly KeptTable[]
}

/** A row of `sync.holds` as JSON has it. */
export interface HoldRow {
  readonly fence: number
  readonly mode: ReadMode
  readonly snapshot_id: string
  readonly snapshot_at: string
  readonly delta_digest: string
  readonly staged: readonly KeptTable[]
}

export function approvalOf(row: HoldRow): Approval {
  return {
    fence: row.fence,
    mode: row.mode,
    snapshot: { id: row.snapshot_id, takenAt: row.snapshot_at },
    deltaDigest: row.delta_digest,
    staged: row.staged,
  }
}
