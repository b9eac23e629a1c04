/**
 * The attempts of a run and their lease. What runs once an attempt never scans a table: a session
 * keeps the plans that it made when the tables were small.
 */
export const attempts = `
-- Takes a run for a worker: attempt + 1, lease and fence. Never waits for a held dataset. What a
-- person has approved comes along.
drop function sync.claim_run;
create function sync.claim_run(p_run uuid, p_worker text, p_lease interval)
returns table (outcome text, dataset text, attempt integer, attempts_left integer, fence bigint,
  mode text, preview boolean, tables text[], approval jsonb)
language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
declare
  refusal text;
  run sync.runs;
  taken bigint;
begin
  select * into run from sync.runs where id = p_run for update;
  refusal := case
    when run.id is null then 'unknown'
    when run.state not in ('queued', 'waiting') then run.state
    when run.not_before > now() then 'not_due'
    when run.deadline_at < now() then 'overdue'
    when run.class = 'scheduled' and sync.is_paused(run.dataset) then 'paused' end;
  if refusal is null then
    update sync.datasets d set fence = d.fence + 1, run_id = run.id, attempt = run.attempt + 1,
      worker = p_worker, lease_until = clock_timestamp() + p_lease
    where d.name = (
      select f.name from sync.datasets f where f.name = run.dataset and f.lease_until is null
      for update skip locked)
    returning d.fence into taken;
    if not found then
      refusal := 'busy';
    end if;
  end if;
  if refusal is not null then
    if refusal in ('busy', 'paused') then
      -- Whoever frees or resumes the dataset announces it again; should that miss it, a sweep does.
      update sync.runs set nudged_at = null where id = p_run;
    end if;
    return query select refusal, run.dataset, run.attempt, run.attempts_left, null::bigint,
      run.mode, run.preview, run.tables, null::jsonb;
    return;
  end if;
  update sync.runs set state = 'running', seq = seq + 1, attempt = attempt + 1, nudges = 0,
    attempts_left = attempts_left - 1, started_at = coalesce(started_at, clock_timestamp()),
    changed_at = clock_timestamp(), error = null
  where id = p_run returning * into run;
  insert into sync.attempts (run_id, number, fence, worker)
  values (run.id, run.attempt, taken, p_worker);
  perform sync.put_run_event(run, p_worker);
  return query select 'claimed', run.dataset, run.attempt, run.attempts_left, taken,
    run.mode, run.preview, run.tables,
    (select to_jsonb(h) from sync.holds h where h.run_id = p_run and h.decision = 'approved');
end $$;

-- Prolongs a lease, and says when somebody wants the run cancelled, also when the row is locked: by
-- the attempt's own apply, or by whoever takes it over. Not waiting for it keeps the heartbeat alive,
-- and the fence decides anyway.
create or replace function sync.keep_lease(p_dataset text, p_fence bigint, p_lease interval)
returns text language plpgsql as $$
declare
  lease sync.datasets;
  is_cancelled boolean := exists (
    select from sync.runs r join sync.datasets d on d.run_id = r.id
    where d.name = p_dataset and d.fence = p_fence and r.cancel_asked_by is not null);
begin
  select * into lease from sync.datasets where name = p_dataset for update skip locked;
  if not found then
    return case when is_cancelled then 'cancelled' else 'locked' end;
  end if;
  if lease.fence <> p_fence or lease.run_id is null then
    return 'lost';
  end if;
  update sync.datasets set lease_until = clock_timestamp() + p_lease where name = p_dataset;
  return case when is_cancelled then 'cancelled' else 'kept' end;
end $$;

-- Ends an attempt that changed nothing. The caller says what becomes of the run; attempts that are
-- used up, and a next attempt that would come after the deadline, make it failed all the same, and
-- a run that somebody wants cancelled is not tried again. An attempt whose lease ran out during its
-- apply may still say how it ended, as long as nobody has claimed the run since. Answers false
-- otherwise.
create or replace function sync.end_attempt(
  p_run uuid, p_fence bigint, p_outcome text, p_state text, p_delay interval,
  p_give_back boolean, p_error jsonb, p_reason text, p_writer text
) returns boolean language plpgsql set enable_seqscan = off as $$
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
  run.attempts_left := run.attempts_left + p_give_back::integer;
  if p_state in ('waiting', 'queued') then
    if run.cancel_asked_by is not null then
      p_state := 'cancelled';
    elsif run.attempts_left = 0 then
      p_state := 'failed';
    elsif clock_timestamp() + p_delay > run.deadline_at then
      p_state := 'failed';
      p_reason := 'deadline';
    end if;
  end if;
  if p_state = 'cancelled' then
    p_outcome := 'cancelled';
    p_reason := 'cancelled by ' || run.cancel_asked_by;
  end if;
  update sync.attempts set finished_at = clock_timestamp(), outcome = p_outcome, error = p_error
  where run_id = p_run and number = ended.number;
  update sync.runs set attempts_left = run.attempts_left, state = p_state, seq = seq + 1,
    changed_at = clock_timestamp(), nudged_at = null, nudges = 0, not_before = clock_timestamp() + p_delay,
    finished_at = case when p_state in ('failed', 'cancelled') then clock_timestamp() end,
    error = case when p_state = 'cancelled' then null else p_error end, reason = p_reason,
    cancel_asked_by = null
  where id = p_run returning * into run;
  perform sync.put_run_event(run, p_writer);
  if is_holder then
    perform sync.free_dataset(run.dataset, p_writer);
  end if;
  return true;
end $$;
`
