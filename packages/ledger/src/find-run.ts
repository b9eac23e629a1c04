import type {
  ErrorReport,
  Phase,
  RejectAction,
  RowCounts,
  RunMode,
  RunState,
} from '@aaps-data/contracts'
import type { Knex } from 'knex'
import type { Breach } from './hold.ts'
import type { Notice, ReadMode, TableChanges } from './receipt.ts'

/** A delta of a run that waits, or waited, for a person. */
export interface HoldRecord {
  readonly kind: 'guard' | 'preview'
  readonly breaches: readonly Breach[]
  readonly decision: 'approved' | 'discarded' | 'superseded' | null
}

/** How many rows of a run broke a rule of a column. */
export interface RunRejectCount {
  readonly table: string
  /** Null where the rule is about several columns. */
  readonly column: string | null
  readonly rule: string
  readonly action: RejectAction
  readonly rows: number
}

/** A run as the ledger has it at one instant. Instants are ISO 8601 in UTC. */
export interface RunRecord {
  readonly id: string
  readonly dataset: string
  readonly state: RunState
  readonly preview: boolean
  /** The tables that it was asked for; null when for all. */
  readonly onlyTables: readonly string[] | null
  /** The run that it repeats. */
  readonly retryOf: string | null
  /** As it was asked for. */
  readonly mode: RunMode
  readonly requestedBy: string
  readonly note: string | null
  readonly requestedAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
  /** When a waiting run is tried again. */
  readonly notBefore: string | null
  readonly attempt: number
  /** Of the latest attempt: where it is, or where it ended. */
  readonly phase: Phase | null
  /** Why it was cancelled. */
  readonly reason: string | null
  readonly error: ErrorReport | null
  /** How the source was read, once that is known. */
  readonly read: ReadMode | null
  /** When the source looked like that. */
  readonly snapshotAt: string | null
  readonly counts: RowCounts | null
  /** What changed in each table, or would change. */
  readonly tables: readonly TableChanges[]
  /** The rules that rows broke, those of the most rows first. */
  readonly rejects: readonly RunRejectCount[]
  readonly hold: HoldRecord | null
  readonly notices: readonly Notice[]
}

/** What the ledger knows of a run; undefined when it has no such run (yet). */
export async function findRun(db: Knex, id: string): Promise<RunRecord | undefined> {
  const { rows } = await db.raw<{ rows: RunRecord[] }>(
    `select r.id, r.dataset, r.state, r.preview, r.tables as "onlyTables",
       r.retry_of as "retryOf", r.mode, r.requested_by as "requestedBy", r.note,
       sync.instant(r.requested_at) as "requestedAt", sync.instant(r.started_at) as "startedAt",
       sync.instant(r.finished_at) as "finishedAt",
       case when r.state = 'waiting' then sync.instant(r.not_before) end as "notBefore",
       r.attempt, a.phase, r.reason, r.error, coalesce(p.mode, h.mode) as read,
       sync.instant(coalesce(p.snapshot_at, h.snapshot_at)) as "snapshotAt",
       case when r.inserted is not null then json_build_object('inserted', r.inserted,
         'updated', r.updated, 'deleted', r.deleted, 'unchanged', r.unchanged) end as counts,
       coalesce((
         select jsonb_agg(jsonb_build_object('table', t.table_name, 'read', t.read,
           'staged', t.staged, 'rejected', t.rejected, 'inserted', t.inserted, 'updated', t.updated, 'deleted', t.deleted,
           'unchanged', t.unchanged, 'changesKept', t.changes_kept) order by t.position)
         from sync.receipt_tables t where t.run_id = r.id), h.tables, '[]') as tables,
       coalesce((
         select json_agg(json_build_object('table', c.table_name, 'column', c.column_name,
           'rule', c.rule, 'action', c.action, 'rows', c.rows)
           order by c.rows desc, c.table_name, c.rule, c.column_name)
         from sync.reject_counts c where c.run_id = r.id), '[]') as rejects,
       case when h.run_id is not null then json_build_object('kind', h.kind,
         'breaches', h.breaches, 'decision', h.decision) end as hold,
       coalesce((
         select json_agg(json_strip_nulls(json_build_object('code', n.code, 'table', n.table_name,
           'details', n.details)) order by n.number)
         from sync.notices n where n.run_id = r.id and n.attempt = r.attempt), '[]') as notices
     from sync.runs r
     left join sync.attempts a on a.run_id = r.id and a.number = r.attempt
     left join sync.receipts p on p.run_id = r.id
     left join sync.holds h on h.run_id = r.id
     where r.id = ?`,
    [id],
  )
  return rows[0]
}
