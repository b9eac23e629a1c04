/** The rows that a source has and the target does not take, or takes with a warning. */
export const rejects = `
create table sync.rejects (
  id          bigint generated always as identity primary key,
  run_id      uuid not null references sync.runs on delete cascade,
  attempt     integer not null,
  dataset     text not null,
  table_name  text not null,
  -- Null where the rule is about several columns.
  column_name text,
  rule        text not null,
  action      text not null check (action in ('reject', 'warn', 'fail')),
  -- The key's columns as texts; null in a table without a key.
  key         jsonb,
  -- Where the row is in its source, when its key does not tell.
  place       jsonb,
  -- Masked where the definition says so, and cut.
  value       text,
  -- What the rule demands.
  facts       jsonb not null default '{}',
  -- Equal for the same fault of the same row in different runs.
  fingerprint text not null,
  found_at    timestamptz not null default clock_timestamp(),
  solved_at   timestamptz,
  solved_by   uuid
);
create index rejects_of_run on sync.rejects (run_id, table_name, id);
create index rejects_open on sync.rejects (dataset, table_name) where solved_at is null;

-- How many rows broke each rule, also where not all of them were kept.
create table sync.reject_counts (
  run_id      uuid not null references sync.runs on delete cascade,
  attempt     integer not null,
  table_name  text not null,
  column_name text,
  rule        text not null,
  action      text not null check (action in ('reject', 'warn', 'fail')),
  rows        bigint not null
);
create index reject_counts_of_run on sync.reject_counts (run_id);

alter table sync.receipt_tables add column rejected bigint not null default 0;

create function sync.put_receipt_tables(p_run uuid, p_tables jsonb) returns void language sql as $$
  insert into sync.receipt_tables (run_id, position, table_name, read, staged, rejected, inserted,
    updated, deleted, unchanged, changes_kept, rows, source_digest, target_digest, digest_tie,
    fingerprint, cursor_bound)
  select p_run, t.position, t.item ->> 'table', t.item ->> 'read', (t.item ->> 'staged')::bigint,
    (t.item ->> 'rejected')::bigint, (t.item ->> 'inserted')::bigint,
    (t.item ->> 'updated')::bigint, (t.item ->> 'deleted')::bigint,
    (t.item ->> 'unchanged')::bigint, (t.item ->> 'changesKept')::bigint,
    (t.item ->> 'rows')::bigint, t.item ->> 'sourceDigest', t.item ->> 'targetDigest',
    t.item ->> 'digestTie', nullif(t.item -> 'fingerprint', 'null'), t.item ->> 'cursorBound'
  from jsonb_array_elements(p_tables) with ordinality as t (item, position)
$$;

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
  perform sync.put_receipt_tables(p_run, p_receipt -> 'tables');
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
