/** Ending runs that no attempt is at work on, at a wish or by a deadline. */
export const cancellations = `
-- Ends a run that no attempt is at work on.
create function sync.end_idle_run(
  p_run uuid, p_state text, p_reason text, p_error jsonb, p_writer text
) returns void language plpgsql as $$
declare
  run sync.runs;
begin
  update sync.runs set state = p_state, reason = p_reason, error = coalesce(p_error, error),
    seq = seq + 1, changed_at = clock_timestamp(), finished_at = clock_timestamp()
  where id = p_run returning * into strict run;
  perform sync.put_run_event(run, p_writer);
end $$;

-- Cancels a run at somebody's wish. Answers cancelled; asked, when an attempt has to stop first;
-- unknown; or the state of a run that cannot be cancelled.
create function sync.cancel_run(p_run uuid, p_by text, p_writer text) returns text
language plpgsql as $$
declare
  run sync.runs;
begin
  select * into run from sync.runs where id = p_run for update;
  if not found then
    return 'unknown';
  end if;
  if run.state in ('queued', 'waiting') then
    perform sync.end_idle_run(p_run, 'cancelled', 'cancelled by ' || p_by, null, p_writer);
    if not exists (select from sync.datasets where name = run.dataset and run_id is not null) then
      perform sync.nudge_next(run.dataset, p_writer);
    end if;
    return 'cancelled';
  end if;
  if run.state <> 'running' then
    return run.state;
  end if;
  if run.cancel_asked_by is null then
    update sync.runs set cancel_asked_by = p_by, seq = seq + 1, changed_at = clock_timestamp()
    where id = p_run returning * into run;
    perform sync.put_run_event(run, p_writer);
    perform sync.put_message('sync.control', 'cancel', false, true, 'aaps.sync.cancel.v1',
      jsonb_build_object('runId', p_run), p_writer);
  end if;
  return 'asked';
end $$;

-- Cancels what waits for its turn or its time. Answers which runs.
create function sync.cancel_queued(p_dataset text, p_by text, p_writer text) returns setof uuid
language plpgsql as $$
declare
  run sync.runs;
begin
  for run in
    select * from sync.runs where dataset = p_dataset and state in ('queued', 'waiting')
    order by requested_at, id for update skip locked
  loop
    perform sync.end_idle_run(run.id, 'cancelled', 'cancelled by ' || p_by, null, p_writer);
    return next run.id;
  end loop;
end $$;

-- Fails what has not been done by its deadline.
create function sync.fail_overdue(p_error jsonb, p_limit integer, p_writer text) returns integer
language plpgsql as $$
declare
  run sync.runs;
  failed integer := 0;
begin
  for run in
    select * from sync.runs where state in ('queued', 'waiting') and deadline_at < now()
    order by deadline_at limit p_limit for update skip locked
  loop
    perform sync.end_idle_run(run.id, 'failed', 'deadline', coalesce(run.error, p_error), p_writer);
    failed := failed + 1;
  end loop;
  return failed;
end $$;
`
