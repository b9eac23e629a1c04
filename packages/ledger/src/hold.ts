import type { Phase } from '@aaps-data/contracts'
import type {
  Notice,
  ReadMode,
  SnapshotRef,
  TableChanges,
  TableFingerprint,
  TableRead,
} from './receipt.ts'

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
  readonly read: Exclude<TableRead, 'none'>
  readonly rows: number
  /** Absent in what was held before rows were counted that were taken out. */
  readonly rejected?: number
  readonly fingerprint?: TableFingerprint
  readonly cursorBound?: string
  readonly isRepeatable?: boolean
  readonly columns: readonly {
    readonly name: string
    readonly stagedType: string
    readonly targetType: string
  }[]
}

/** A delta that was computed, was not applied, and waits for a person. */
export interface Hold {
  readonly kind: 'guard' | 'preview'
  /** Of the dataset's definition. */
  readonly definitionDigest: string
  readonly mode: Exclude<ReadMode, 'fingerprint'>
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
  readonly mode: Exclude<ReadMode, 'fingerprint'>
  readonly snapshot: SnapshotRef
  readonly deltaDigest: string
  /** Of the definition that the delta was made under; undefined where that was not kept. */
  readonly definitionDigest: string | undefined
  readonly staged: readonly KeptTable[]
  /** How many changes of each table were kept when it was held; none are kept again. */
  readonly changesKept: ReadonlyMap<string, number>
}

/** A row of `sync.holds` as JSON has it. */
export interface HoldRow {
  readonly fence: number
  readonly mode: Exclude<ReadMode, 'fingerprint'>
  readonly snapshot_id: string
  readonly snapshot_at: string
  readonly delta_digest: string
  readonly definition_digest: string | null
  readonly staged: readonly KeptTable[]
  readonly tables: readonly TableChanges[]
}

export function approvalOf(row: HoldRow): Approval {
  return {
    fence: row.fence,
    mode: row.mode,
    snapshot: { id: row.snapshot_id, takenAt: row.snapshot_at },
    deltaDigest: row.delta_digest,
    definitionDigest: row.definition_digest ?? undefined,
    staged: row.staged,
    changesKept: new Map(row.tables.map(({ table, changesKept }) => [table, changesKept])),
  }
}
