/** What an attempt leaves when it has done its work, and what a publisher may ask for. */
export const outcomes = `
create or replace function sync.put_receipt_tables(p_run uuid, p_tables jsonb) returns void
language sql as $$
  insert into sync.receipt_tables (run_id, position, table_name, read, staged, rejected, inserted,
    updated, deleted, unchanged, changes_kept, rows, source_digest, target_digest, digest_tie,
    fingerprint, cursor_bound, is_repeatable)
  select p_run, t.position, t.item ->> 'table', t.item ->> 'read', (t.item ->> 'staged')::bigint,
    (t.item ->> 'rejected')::bigint, (t.item ->> 'inserted')::bigint,
    (t.item ->> 'updated')::bigint, (t.item ->> 'deleted')::bigint,
    (t.item ->> 'unchanged')::bigint, (t.item ->> 'changesKept')::bigint,
    (t.item ->> 'rows')::bigint, t.item ->> 'sourceDigest', t.item ->> 'targetDigest',
    t.item ->> 'digestTie', nullif(t.item -> 'fingerprint', 'null'), t.item ->> 'cursorBound',
    coalesce((t.item ->> 'isRepeatable')::boolean, false)
  from jsonb_array_elements(p_tables) with ordinality as t (item, position)
$$;

-- Ends an attempt whose changes are in the open transaction, if the fence is still its own. What
-- a partial run has done says nothing of the age of the dataset as a whole.
create or replace function sync.finish_run(
  p_run uuid, p_fence bigint, p_receipt jsonb, p_writer text
) returns boolean language plpgsql set enable_seqscan = off as $$
declare
  run sync.runs;
  totals record;
  read_how text := p_receipt ->> 'mode';
  snapshot_at timestamptz := p_receipt #>> '{snapshot,takenAt}';
  is_whole boolean := not (p_receipt -> 'isPartial')::boolean;
begin
  update sync.datasets d set run_id = null, attempt = null, worker = null, lease_until = null,
    last_success = case when is_whole then p_run else d.last_success end,
    data_at = case when is_whole then snapshot_at else d.data_at end,
    full_needed = d.full_needed and not (is_whole and read_how = 'full')
  from sync.runs r
  where r.id = p_run and d.name = r.dataset and d.fence = p_fence and d.run_id = p_run;
  if not found then
    return false;
  end if;
  select sum((item -> 'inserted')::bigint) as inserted,
    sum((item -> 'updated')::bigint) as updated, sum((item -> 'deleted')::bigint) as deleted,
    sum((item -> 'unchanged')::bigint) as unchanged into totals
  from jsonb_array_elements(p_receipt -> 'tables') as t (item);
  update sync.runs set state = 'succeeded', seq = seq + 1, changed_at = clock_timestamp(),
    finished_at = clock_timestamp(), error = null, inserted = totals.inserted,
    updated = totals.updated, deleted = totals.deleted, unchanged = totals.unchanged
  where id = p_run returning * into strict run;
  update sync.attempts set finished_at = clock_timestamp(), outcome = 'succeeded', phase = 'finish'
  where run_id = p_run and number = run.attempt;
  insert into sync.receipts (run_id, attempt, fence, dataset, snapshot_id, snapshot_at, phase_ms,
    mode, definition_digest, is_reconcile, is_partial)
  values (p_run, run.attempt, p_fence, run.dataset, p_receipt #>> '{snapshot,id}', snapshot_at,
    p_receipt -> 'phaseMs', read_how, p_receipt ->> 'definitionDigest',
    (p_receipt -> 'isReconcile')::boolean and is_whole, not is_whole);
  perform sync.put_receipt_tables(p_run, p_receipt -> 'tables');
  if p_receipt -> 'notices' <> '[]' then
    perform sync.put_notices(p_run, run.attempt, p_receipt -> 'notices');
  end if;
  perform sync.put_run_event(run, p_writer);
  perform sync.supersede_held(run.dataset, run.id, p_writer);
  perform sync.nudge_next(run.dataset, p_writer);
  return true;
end $$;

-- Ends an attempt whose delta is kept for a person, and frees the dataset. The open transaction
-- must have locked the fence.
create or replace function sync.hold_run(
  p_run uuid, p_fence bigint, p_hold jsonb, p_error jsonb, p_writer text
) returns boolean language plpgsql as $$
declare
  run sync.runs;
  lease sync.datasets;
  totals record;
begin
  select * into lease from sync.datasets
  where name = (select dataset from sync.runs where id = p_run) for update;
  if not found or lease.fence <> p_fence or lease.run_id is distinct from p_run then
    return false;
  end if;
  insert into sync.holds (run_id, dataset, attempt, fence, kind, mode, snapshot_id, snapshot_at,
    delta_digest, staged, tables, breaches, phase_ms, definition_digest)
  values (p_run, lease.name, lease.attempt, p_fence, p_hold ->> 'kind', p_hold ->> 'mode',
    p_hold #>> '{snapshot,id}', (p_hold #>> '{snapshot,takenAt}')::timestamptz,
    p_hold ->> 'deltaDigest', p_hold -> 'staged', p_hold -> 'tables', p_hold -> 'breaches',
    p_hold -> 'phaseMs', p_hold ->> 'definitionDigest');
  select sum((item ->> 'inserted')::bigint) as inserted,
    sum((item ->> 'updated')::bigint) as updated, sum((item ->> 'deleted')::bigint) as deleted,
    sum((item ->> 'unchanged')::bigint) as unchanged into totals
  from jsonb_array_elements(p_hold -> 'tables') as t (item);
  perform sync.put_notices(p_run, lease.attempt, p_hold -> 'notices');
  update sync.attempts set finished_at = clock_timestamp(), outcome = 'held', error = p_error
  where run_id = p_run and number = lease.attempt;
  update sync.runs set state = 'held', seq = seq + 1, changed_at = clock_timestamp(),
    error = p_error, inserted = totals.inserted, updated = totals.updated,
    deleted = totals.deleted, unchanged = totals.unchanged
  where id = p_run and state = 'running' returning * into strict run;
  perform sync.put_run_event(run, p_writer);
  perform sync.supersede_held(run.dataset, run.id, p_writer);
  perform sync.free_dataset(run.dataset, p_writer);
  return true;
end $$;

-- Takes one from what a publisher may ask for, which comes back evenly over a minute. Answers false
-- when nothing is left.
create function sync.take_allowance(p_publisher text, p_per_minute integer) returns boolean
language plpgsql as $$
begin
  insert into sync.publishers as p (name, allowance) values (p_publisher, p_per_minute - 1)
  on conflict (name) do update set counted_at = clock_timestamp(),
    allowance = least(p_per_minute, p.allowance
      + extract(epoch from clock_timestamp() - p.counted_at) / 60 * p_per_minute) - 1
  where least(p_per_minute, p.allowance
    + extract(epoch from clock_timestamp() - p.counted_at) / 60 * p_per_minute) >= 1;
  return found;
end $$;
`
