/** What a receipt has to say so that the next run can build on it. */
export const baselines = `
alter table sync.receipts
  drop constraint receipts_mode_check,
  add constraint receipts_mode_check check (mode in ('full', 'incremental', 'fingerprint')),
  -- Of the dataset as it was defined: a run under another definition starts anew.
  add column definition_digest text not null default '';
create index receipts_full_of_dataset on sync.receipts (dataset, written_at desc)
  where mode = 'full';

alter table sync.receipt_tables
  add column read text not null default 'full' check (read in ('full', 'incremental', 'none')),
  -- Of the target after the run.
  add column rows bigint not null default 0,
  -- What else the digests depend on: digests under different ties say nothing of each other.
  add column digest_tie text not null default '',
  add column fingerprint jsonb,
  -- Up to where an incremental table has been read.
  add column cursor_bound text;

alter table sync.datasets
  -- The next run reads everything, whatever its mode.
  add column full_needed boolean not null default false;

-- Ends an attempt whose changes are in the open transaction, which must have locked the fence.
create or replace function sync.finish_run(
  p_run uuid, p_fence bigint, p_receipt jsonb, p_writer text
) returns boolean language plpgsql as $$
declare
  run sync.runs;
  lease sync.datasets;
  totals record;
  snapshot_at timestamptz := p_receipt #>> '{snapshot,takenAt}';
begin
  select * into lease from sync.datasets
  where name = (select dataset from sync.runs where id = p_run) for update;
  if not found or lease.fence <> p_fence or lease.run_id is distinct from p_run then
    return false;
  end if;
  insert into sync.receipts (run_id, attempt, fence, dataset, snapshot_id, snapshot_at, phase_ms,
    mode, definition_digest)
  values (p_run, lease.attempt, p_fence, lease.name, p_receipt #>> '{snapshot,id}', snapshot_at,
    p_receipt -> 'phaseMs', p_receipt ->> 'mode', p_receipt ->> 'definitionDigest');
  insert into sync.receipt_tables (run_id, position, table_name, read, staged, inserted, updated,
    deleted, unchanged, changes_kept, rows, source_digest, target_digest, digest_tie, fingerprint,
    cursor_bound)
  select p_run, t.position, t.item ->> 'table', t.item ->> 'read', (t.item ->> 'staged')::bigint,
    (t.item ->> 'inserted')::bigint, (t.item ->> 'updated')::bigint,
    (t.item ->> 'deleted')::bigint, (t.item ->> 'unchanged')::bigint,
    (t.item ->> 'changesKept')::bigint, (t.item ->> 'rows')::bigint, t.item ->> 'sourceDigest',
    t.item ->> 'targetDigest', t.item ->> 'digestTie', nullif(t.item -> 'fingerprint', 'null'),
    t.item ->> 'cursorBound'
  from jsonb_array_elements(p_receipt -> 'tables') with ordinality as t (item, position);
  select sum(inserted) as inserted, sum(updated) as updated, sum(deleted) as deleted,
    sum(unchanged) as unchanged into totals
  from sync.receipt_tables where run_id = p_run;
  perform sync.put_notices(p_run, lease.attempt, p_receipt -> 'notices');
  update sync.attempts set finished_at = clock_timestamp(), outcome = 'succeeded', phase = 'finish'
  where run_id = p_run and number = lease.attempt;
  update sync.runs set state = 'succeeded', seq = seq + 1, changed_at = clock_timestamp(),
    finished_at = clock_timestamp(), error = null, inserted = totals.inserted,
    updated = totals.updated, deleted = totals.deleted, unchanged = totals.unchanged
  where id = p_run and state = 'running' returning * into strict run;
  update sync.datasets set last_success = p_run, data_at = snapshot_at,
    full_needed = full_needed and p_receipt ->> 'mode' <> 'full'
  where name = lease.name;
  perform sync.put_run_event(run, p_writer);
  perform sync.supersede_held(run.dataset, run.id, p_writer);
  perform sync.free_dataset(run.dataset, p_writer);
  return true;
end $$;
`
