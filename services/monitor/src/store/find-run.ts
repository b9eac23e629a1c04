import type { Knex } from 'knex'
import type { RunAttempt, RunDetail, RunSummary, RunTable } from '../schemas/run.ts'
import { queryRows } from './query-rows.ts'
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
    `select ${runSummary} as run, r.note, r.error,
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
          'table', t.table_name, 'staged', t.staged, 'inserted', t.inserted,
          'updated', t.updated, 'deleted', t.deleted, 'unchanged', t.unchanged,
          'changesKept', t.changes_kept, 'sourceDigest', t.source_digest,
           'targetDigest', t.target_digest) order by t.position)
        from sync.receipt_tables t where t.run_id = r.id
      ), (
        select json_agg(item || '{"sourceDigest": null, "targetDigest": null}')
        from jsonb_array_elements(h.tables) as t (item)
      ), '[]') as tables
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
