/** The life of a run, each step one round trip and one transaction of its own or of the caller. */
export const runFunctions = `
-- Makes the run of a request, once per key. Answers created, known, or key_reused.
create function sync.request_run(
  p_id uuid, p_dataset text, p_class text, p_origin text, p_key text, p_digest text,
  p_requested_by text, p_note text, p_slot_at timestamptz, p_max_attempts integer, p_writer text
) returns text language plpgsql as $$
declare
  run sync.runs;
begin
  perform sync.know_dataset(p_dataset);
  insert into sync.runs (id, dataset, class, origin, request_key, request_digest, requested_by,
    note, slot_at, attempts_left, nudged_at)
  values (p_id, p_dataset, p_class, p_origin, p_key, p_digest, p_requested_by,
    p_note, p_slot_at, p_max_attempts, clock_timestamp())
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

-- Keeps a request that can never be carried out as a run that has failed, once per key. Answers
-- like request_run.
create function sync.refuse_request(
  p_id uuid, p_dataset text, p_class text, p_origin text, p_key text, p_digest text,
  p_requested_by text, p_note text, p_error jsonb, p_writer text
) returns text language plpgsql as $$
declare
  run sync.runs;
begin
  insert into sync.runs (id, dataset, class, origin, request_key, request_digest, requested_by,
    note, state, attempts_left, finished_at, error)
  values (p_id, p_dataset, p_class, p_origin, p_key, p_digest, p_requested_by,
    p_note, 'failed', 0, clock_timestamp(), p_error)
  on conflict do nothing
  returning * into run;
  if found then
    perform sync.put_run_event(run, p_writer);
    return 'created';
  end if;
  select * into strict run from sync.runs where request_key = p_key;
  return case when run.request_digest = p_digest then 'known' else 'key_reused' end;
end $$;

-- Takes a run for a worker: attempt + 1, lease and fence. Never waits for a held dataset.
create function sync.claim_run(p_run uuid, p_worker text, p_lease interval)
returns table (outcome text, dataset text, attempt integer, attempts_left integer, fence bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  run sync.runs;
  lease sync.datasets;
begin
  select * into run from sync.runs where id = p_run for update;
  if not found then
    return query select 'unknown', null::text, null::integer, null::integer, null::bigint;
    return;
  end if;
  if run.state not in ('queued', 'waiting') or run.not_before > now() then
    return query select
      case when run.state in ('queued', 'waiting') then 'not_due' else run.state end,
      run.dataset, run.attempt, run.attempts_left, null::bigint;
    return;
  end if;
  select * into lease from sync.datasets d where d.name = run.dataset for update skip locked;
  if not found or lease.lease_until is not null then
    -- Whoever holds the dataset announces the next run; should that miss this one, a sweep does.
    update sync.runs set nudged_at = null where id = p_run;
    return query select 'busy', run.dataset, run.attempt, run.attempts_left, null::bigint;
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
  return query select 'claimed', run.dataset, run.attempt, run.attempts_left, lease.fence;
end $$;

-- Prolongs a lease. A locked row is held by the attempt's own apply (or by whoever takes it over):
-- not waiting for it keeps the heartbeat alive, and the fence decides anyway.
create function sync.keep_lease(p_dataset text, p_fence bigint, p_lease interval)
returns text language plpgsql as $$
declare
  lease sync.datasets;
begin
  select * into lease from sync.datasets where name = p_dataset for update skip locked;
  if not found then
    return 'locked';
  end if;
  if lease.fence <> p_fence or lease.run_id is null then
    return 'lost';
  end if;
  update sync.datasets set lease_until = clock_timestamp() + p_lease where name = p_dataset;
  return 'kept';
end $$;

create function sync.free_dataset(p_dataset text, p_writer text) returns void
language plpgsql as $$
begin
  update sync.datasets set run_id = null, attempt = null, worker = null, lease_until = null
  where name = p_dataset;
  perform sync.nudge_next(p_dataset, p_writer);
end $$;

-- Ends an attempt that changed nothing. The caller says what becomes of the run; attempts that are
-- used up make it failed all the same. An attempt whose lease ran out during its apply may still
-- say how it ended, as long as nobody has claimed the run since. Answers false otherwise.
create function sync.end_attempt(
  p_run uuid, p_fence bigint, p_outcome text, p_state text, p_delay interval,
  p_give_back boolean, p_error jsonb, p_reason text, p_writer text
) returns boolean language plpgsql as $$
declare
  run sync.runs;
  lease sync.datasets;
  ended sync.attempts;
  is_holder boolean;
begin
  select * into lease from sync.datasets
  where name = (select dataset from sync.runs where id = p_run) for update;
  select * into run from sync.runs where id = p_run for update;
  select * into ended from sync.attempts where run_id = p_run and fence = p_fence;
  is_holder := lease.fence = p_fence and lease.run_id is not distinct from p_run;
  if ended.number is distinct from run.attempt
    or not (is_holder or (ended.outcome = 'lost' and run.state = 'queued')) then
    return false;
  end if;
  update sync.attempts set finished_at = clock_timestamp(), outcome = p_outcome, error = p_error
  where run_id = p_run and number = ended.number;
  run.attempts_left := run.attempts_left + p_give_back::integer;
  if p_state in ('waiting', 'queued') and run.attempts_left = 0 then
    p_state := 'failed';
  end if;
  update sync.runs set attempts_left = run.attempts_left, state = p_state, seq = seq + 1,
    changed_at = clock_timestamp(), nudged_at = null, not_before = clock_timestamp() + p_delay,
    finished_at = case when p_state in ('failed', 'cancelled') then clock_timestamp() end,
    error = p_error, reason = p_reason
  where id = p_run returning * into run;
  perform sync.put_run_event(run, p_writer);
  if is_holder then
    perform sync.free_dataset(run.dataset, p_writer);
  end if;
  return true;
end $$;

-- Ends an attempt whose changes are in the open transaction, which must have locked the fence.
create function sync.finish_run(
  p_run uuid, p_fence bigint, p_snapshot_id text, p_snapshot_at timestamptz, p_phase_ms jsonb,
  p_tables jsonb, p_writer text
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
  insert into sync.receipts (run_id, attempt, fence, dataset, snapshot_id, snapshot_at, phase_ms)
  values (p_run, lease.attempt, p_fence, lease.name, p_snapshot_id, p_snapshot_at, p_phase_ms);
  insert into sync.receipt_tables (run_id, position, table_name, staged, inserted, updated,
    deleted, unchanged, source_digest, target_digest)
  select p_run, t.position, t.item ->> 'table', (t.item ->> 'staged')::bigint,
    (t.item ->> 'inserted')::bigint, (t.item ->> 'updated')::bigint,
    (t.item ->> 'deleted')::bigint, (t.item ->> 'unchanged')::bigint,
    t.item ->> 'sourceDigest', t.item ->> 'targetDigest'
  from jsonb_array_elements(p_tables) with ordinality as t (item, position);
  select sum(inserted) as inserted, sum(updated) as updated, sum(deleted) as deleted,
    sum(unchanged) as unchanged into totals
  from sync.receipt_tables where run_id = p_run;
  update sync.attempts set finished_at = clock_timestamp(), outcome = 'succeeded', phase = 'finish'
  where run_id = p_run and number = lease.attempt;
  update sync.runs set state = 'succeeded', seq = seq + 1, changed_at = clock_timestamp(),
    finished_at = clock_timestamp(), error = null, inserted = totals.inserted,
    updated = totals.updated, deleted = totals.deleted, unchanged = totals.unchanged
  where id = p_run and state = 'running' returning * into strict run;
  update sync.datasets set last_success = p_run, data_at = p_snapshot_at where name = lease.name;
  perform sync.put_run_event(run, p_writer);
  perform sync.free_dataset(run.dataset, p_writer);
  return true;
end $$;
`
