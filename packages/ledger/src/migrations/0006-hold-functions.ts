/** The life of a run that may be previewed or held, and a receipt that says how it was done. */
export const holdFunctions = `
-- Makes the run of a request, once per key. Answers created, known, or key_reused.
drop function sync.request_run;
create function sync.request_run(
  p_id uuid, p_dataset text, p_class text, p_origin text, p_key text, p_digest text,
  p_requested_by text, p_note text, p_slot_at timestamptz, p_max_attempts integer,
  p_mode text, p_preview boolean, p_writer text
) returns text language plpgsql as $$
declare
  run sync.runs;
begin
  perform sync.know_dataset(p_dataset);
  insert into sync.runs (id, dataset, class, origin, request_key, request_digest, requested_by,
    note, slot_at, attempts_left, mode, preview, nudged_at)
  values (p_id, p_dataset, p_class, p_origin, p_key, p_digest, p_requested_by,
    p_note, p_slot_at, p_max_attempts, p_mode, p_preview, clock_timestamp())
  on conflict do nothing
  returning * into run;
  if found then
    perform sync.put_run_event(run, p_writer);
    perform sync.put_command(run, p_writer);
    return 'created';
  end if;
  select * into strict run from sync.runs where request_key = p_key;
  return case when run.request_digest = p_digest then 'known' else 'key_reused' end;
end $$;

-- Takes a run for a worker: attempt + 1, lease and fence. Never waits for a held dataset. What a
-- person has approved comes along.
drop function sync.claim_run;
create function sync.claim_run(p_run uuid, p_worker text, p_lease interval)
returns table (outcome text, dataset text, attempt integer, attempts_left integer, fence bigint,
  mode text, preview boolean, approval jsonb)
language plpgsql as $$
#variable_conflict use_column
declare
  approved jsonb;
  run sync.runs;
  lease sync.datasets;
begin
  select * into run from sync.runs where id = p_run for update;
  if not found then
    return query select 'unknown', null::text, null::integer, null::integer, null::bigint,
      null::text, null::boolean, null::jsonb;
    return;
  end if;
  if run.state not in ('queued', 'waiting') or run.not_before > now() then
    return query select
      case when run.state in ('queued', 'waiting') then 'not_due' else run.state end,
      run.dataset, run.attempt, run.attempts_left, null::bigint,
      run.mode, run.preview, null::jsonb;
    return;
  end if;
  select * into lease from sync.datasets d where d.name = run.dataset for update skip locked;
  if not found or lease.lease_until is not null then
    -- Whoever holds the dataset announces the next run; should that miss this one, a sweep does.
    update sync.runs set nudged_at = null where id = p_run;
    return query select 'busy', run.dataset, run.attempt, run.attempts_left, null::bigint,
      run.mode, run.preview, null::jsonb;
    return;
  end if;
  update sync.runs set state = 'running', seq = seq + 1, attempt = attempt + 1,
    attempts_left = attempts_left - 1, started_at = coalesce(started_at, clock_timestamp()),
    changed_at = clock_timestamp(), error = null
  where id = p_run returning * into run;
  update sync.datasets d set fence = d.fence + 1, run_id = run.id, attempt = run.attempt,
    worker = p_worker, lease_until = clock_timestamp() + p_lease
  where d.name = run.dataset returning * into lease;
  insert into sync.attempts (run_id, number, fence, worker)
  values (run.id, run.attempt, lease.fence, p_worker);
  perform sync.put_run_event(run, p_worker);
  select to_jsonb(h) into approved from sync.holds h
  where h.run_id = p_run and h.decision = 'approved';
  return query select 'claimed', run.dataset, run.attempt, run.attempts_left, lease.fence,
    run.mode, run.preview, approved;
end $$;

create function sync.put_notices(p_run uuid, p_attempt integer, p_notices jsonb) returns void
language sql as $$
  insert into sync.notices (run_id, attempt, number, code, table_name, details)
  select p_run, p_attempt, n.number, n.item ->> 'code', n.item ->> 'table', n.item -> 'details'
  from jsonb_array_elements(p_notices) with ordinality as n (item, number)
$$;

-- What is newer than a held delta makes it pointless.
create function sync.supersede_held(p_dataset text, p_by uuid, p_writer text) returns void
language plpgsql as $$
declare
  run sync.runs;
begin
  for run in
    update sync.runs set state = 'cancelled', reason = 'superseded by ' || p_by, seq = seq + 1,
      changed_at = clock_timestamp(), finished_at = clock_timestamp()
    where dataset = p_dataset and state = 'held' and id <> p_by
    returning *
  loop
    update sync.holds set decision = 'superseded', decided_at = clock_timestamp()
    where run_id = run.id;
    perform sync.put_run_event(run, p_writer);
  end loop;
end $$;

-- Ends an attempt whose changes are in the open transaction, which must have locked the fence.
drop function sync.finish_run;
create function sync.finish_run(p_run uuid, p_fence bigint, p_receipt jsonb, p_writer text)
returns boolean language plpgsql as $$
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
    mode)
  values (p_run, lease.attempt, p_fence, lease.name, p_receipt #>> '{snapshot,id}', snapshot_at,
    p_receipt -> 'phaseMs', p_receipt ->> 'mode');
  insert into sync.receipt_tables (run_id, position, table_name, staged, inserted, updated,
    deleted, unchanged, source_digest, target_digest, changes_kept)
  select p_run, t.position, t.item ->> 'table', (t.item ->> 'staged')::bigint,
    (t.item ->> 'inserted')::bigint, (t.item ->> 'updated')::bigint,
    (t.item ->> 'deleted')::bigint, (t.item ->> 'unchanged')::bigint,
    t.item ->> 'sourceDigest', t.item ->> 'targetDigest', (t.item ->> 'changesKept')::bigint
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
  update sync.datasets set last_success = p_run, data_at = snapshot_at where name = lease.name;
  perform sync.put_run_event(run, p_writer);
  perform sync.supersede_held(run.dataset, run.id, p_writer);
  perform sync.free_dataset(run.dataset, p_writer);
  return true;
end $$;

-- Ends an attempt whose delta is kept for a person, and frees the dataset. The open transaction
-- must have locked the fence.
alter table sync.attempts drop constraint attempts_outcome_check;
alter table sync.attempts add constraint attempts_outcome_check
  check (outcome in ('succeeded', 'held', 'failed', 'deferred', 'lost', 'cancelled'));
create function sync.hold_run(
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
    delta_digest, staged, tables, breaches, phase_ms)
  values (p_run, lease.name, lease.attempt, p_fence, p_hold ->> 'kind', p_hold ->> 'mode',
    p_hold #>> '{snapshot,id}', (p_hold #>> '{snapshot,takenAt}')::timestamptz,
    p_hold ->> 'deltaDigest', p_hold -> 'staged', p_hold -> 'tables', p_hold -> 'breaches',
    p_hold -> 'phaseMs');
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

-- A person's decision about a held run. Answers false when the run is not held (any more).
create function sync.decide_held(
  p_run uuid, p_decision text, p_by text, p_note text, p_writer text
) returns boolean language plpgsql as $$
declare
  run sync.runs;
begin
  update sync.runs set
    state = case p_decision when 'approved' then 'queued' else 'cancelled' end,
    reason = case p_decision when 'approved' then reason else 'discarded by ' || p_by end,
    class = 'interactive', seq = seq + 1, changed_at = clock_timestamp(),
    attempts_left = greatest(attempts_left, 1), not_before = clock_timestamp(),
    nudged_at = clock_timestamp(),
    finished_at = case p_decision when 'approved' then null else clock_timestamp() end
  where id = p_run and state = 'held' returning * into run;
  if not found then
    return false;
  end if;
  update sync.holds set decision = p_decision, decided_by = p_by, decided_at = clock_timestamp(),
    note = p_note
  where run_id = p_run;
  perform sync.put_run_event(run, p_writer);
  if p_decision = 'approved' then
    perform sync.put_command(run, p_writer);
  end if;
  return true;
end $$;
`
