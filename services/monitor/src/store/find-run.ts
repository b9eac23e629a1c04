import type { Knex } from 'knex'
import type { RunAttempt, RunDetail, RunSummary, RunTable } from '../schemas/run.ts'
import { queryRows } from './query-rows.ts'
import { rejectCounts } from './reject-counts.ts'
import { runSummary } from './run-summary.ts'

const attemptsShown = 100

interface StoredRun {
  readonly run: RunSummary
  readonly note: string | null
  readonly error: RunDetail['error']
  readonly attempts: RunAttempt[]
  readonly snapshot: RunDetail['snapshot']
  readonly phaseMs: RunDetail['phaseMs'] | null
  readonly tables: RunTable[]
  readonly mode: RunDetail['mode']
  readonly onlyTables: RunDetail['onlyTables']
  readonly retryOf: string | null
  readonly cancelAskedBy: string | null
  readonly deadlineAt: string | null
  readonly notices: RunDetail['notices']
  readonly rejects: RunDetail['rejects']
  readonly hold: RunDetail['hold']
}

/**
 * Everything that the ledger knows of a run, as of one instant; undefined when it has no such run.
 * Of many attempts the latest 100 are given.
 */
export async function findRun(
  db: Knex,
  id: string,
): Promise<Omit<RunDetail, 'progress' | 'written'> | undefined> {
  const [found] = await queryRows<StoredRun>(
    db,
    `select ${runSummary} as run, r.note, r.error, r.mode, r.tables as "onlyTables",
      r.retry_of as "retryOf", r.cancel_asked_by as "cancelAskedBy",
      sync.instant(r.deadline_at) as "deadlineAt",
      coalesce((
        select json_agg(json_build_object(
          'number', a.number, 'worker', a.worker, 'startedAt', sync.instant(a.started_at),
          'finishedAt', sync.instant(a.finished_at), 'outcome', a.outcome, 'phase', a.phase,
          'error', a.error) order by a.number)
        from (
          select * from sync.attempts where run_id = r.id order by number desc limit :attempts
        ) a
      ), '[]') as attempts,
      case when p.run_id is not null or h.run_id is not null then json_build_object(
        'id', coalesce(p.snapshot_id, h.snapshot_id),
        'takenAt', sync.instant(coalesce(p.snapshot_at, h.snapshot_at))) end as snapshot,
      coalesce(p.phase_ms, h.phase_ms) as "phaseMs",
      case when h.run_id is not null then json_build_object(
        'kind', h.kind, 'heldAt', sync.instant(h.held_at), 'breaches', h.breaches,
        'decision', h.decision, 'decidedBy', h.decided_by,
        'decidedAt', sync.instant(h.decided_at), 'note', h.note) end as hold,
      coalesce((
        select json_agg(json_build_object(
          'table', t.table_name, 'read', t.read, 'staged', t.staged,
          'rejected', t.rejected, 'inserted', t.inserted,
          'updated', t.updated, 'deleted', t.deleted, 'unchanged', t.unchanged,
          'changesKept', t.changes_kept, 'sourceDigest', t.source_digest,
           'targetDigest', t.target_digest) order by t.position)
        from sync.receipt_tables t where t.run_id = r.id
      ), (
        select json_agg('{"read": "full", "rejected": 0}' || item
          || '{"sourceDigest": null, "targetDigest": null}')
        from jsonb_array_elements(h.tables) as t (item)
      ), '[]') as tables,
      coalesce((
        select json_agg(json_build_object('code', n.code, 'table', n.table_name,
          'details', n.details) order by n.number)
        from sync.notices n
        where n.run_id = r.id
          and n.attempt = (select max(attempt) from sync.notices where run_id = r.id)
      ), '[]') as notices,
      ${rejectCounts} as rejects
    from sync.runs r
    left join sync.receipts p on p.run_id = r.id
    left join sync.holds h on h.run_id = r.id
    where r.id = :id`,
    { id, attempts: attemptsShown },
  )
  if (found === undefined) return undefined
  const { run, phaseMs, ...rest } = found
  return { ...run, ...rest, phaseMs: phaseMs ?? {} }
}
