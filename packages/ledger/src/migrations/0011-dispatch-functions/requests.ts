/** Requests and slots: each becomes a run once, or is kept with why it does not. */
export const requests = `
create or replace function sync.put_message(
  p_exchange text, p_key text, p_mandatory boolean, p_urgent boolean,
  p_type text, p_data jsonb, p_writer text
) returns void language plpgsql as $$
declare
  id uuid := gen_random_uuid();
begin
  insert into sync.outbox (message_id, exchange, routing_key, mandatory, urgent, body, writer)
  values (id, p_exchange, p_key, p_mandatory, p_urgent,
    jsonb_build_object('specversion', '1.0', 'id', id, 'source', '/sync/' || p_writer,
      'type', p_type, 'time', sync.instant(clock_timestamp()), 'data', p_data),
    p_writer);
end $$;

create or replace function sync.put_run_event(p_run sync.runs, p_writer text) returns void
language plpgsql as $$
declare
  counts jsonb := case when p_run.inserted is not null then jsonb_build_object(
    'inserted', p_run.inserted, 'updated', p_run.updated,
    'deleted', p_run.deleted, 'unchanged', p_run.unchanged) end;
begin
  perform sync.put_message('sync.events', 'run.' || p_run.state || '.' || p_run.dataset,
    false, true, 'aaps.sync.run.v1',
    jsonb_strip_nulls(jsonb_build_object(
      'runId', p_run.id, 'dataset', p_run.dataset, 'state', p_run.state, 'seq', p_run.seq,
      'attempt', p_run.attempt, 'at', sync.instant(p_run.changed_at),
      'code', p_run.error ->> 'code', 'counts', counts)),
    p_writer);
  if p_run.finished_at is not null and p_run.reply_key is not null then
    perform sync.put_reply(p_run.reply_key, p_run.correlation_id, jsonb_build_object(
      'answer', 'finished', 'runId', p_run.id, 'dataset', p_run.dataset, 'state', p_run.state,
      'code', p_run.error ->> 'code', 'counts', counts), p_writer);
  end if;
end $$;

-- Tells who asked for a run how it goes, if they want to hear it.
create function sync.put_reply(
  p_key text, p_correlation text, p_data jsonb, p_writer text
) returns void language sql as $$
  select sync.put_message('sync.replies', p_key, false, true, 'aaps.sync.reply.v1',
    jsonb_strip_nulls(jsonb_build_object('requestId', p_correlation) || p_data), p_writer)
  where p_key is not null
$$;

-- Makes the run of a request, once per key. Answers created, known, or key_reused.
drop function sync.request_run;
create function sync.request_run(p_request jsonb, p_writer text) returns text
language plpgsql as $$
declare
  wish sync.runs := jsonb_populate_record(null::sync.runs, p_request);
  run sync.runs;
begin
  perform sync.know_dataset(wish.dataset);
  insert into sync.runs (id, dataset, class, origin, request_key, request_digest, requested_by,
    note, slot_at, attempts_left, mode, preview, tables, retry_of, deadline_at, reply_key,
    correlation_id, nudged_at)
  values (wish.id, wish.dataset, wish.class, wish.origin, wish.request_key, wish.request_digest,
    wish.requested_by, wish.note, wish.slot_at, wish.attempts_left, wish.mode, wish.preview,
    wish.tables, wish.retry_of,
    now() + (p_request ->> 'deadline_minutes')::double precision * interval '1 min',
    wish.reply_key, wish.correlation_id, clock_timestamp())
  on conflict do nothing
  returning * into run;
  if found then
    perform sync.put_run_event(run, p_writer);
    perform sync.put_command(run, p_writer);
    return 'created';
  end if;
  select * into strict run from sync.runs where request_key = wish.request_key;
  return case when run.request_digest = wish.request_digest then 'known' else 'key_reused' end;
end $$;

-- Keeps a request that can never be carried out as a run that has failed, once per key. Answers
-- like request_run.
drop function sync.refuse_request;
create function sync.refuse_request(p_request jsonb, p_error jsonb, p_writer text) returns text
language plpgsql as $$
declare
  wish sync.runs := jsonb_populate_record(null::sync.runs, p_request);
  run sync.runs;
begin
  insert into sync.runs (id, dataset, class, origin, request_key, request_digest, requested_by,
    note, mode, preview, tables, reply_key, correlation_id, state, attempts_left, finished_at,
    error)
  values (wish.id, wish.dataset, wish.class, wish.origin, wish.request_key, wish.request_digest,
    wish.requested_by, wish.note, wish.mode, wish.preview, wish.tables, wish.reply_key,
    wish.correlation_id, 'failed', 0, clock_timestamp(), p_error)
  on conflict do nothing
  returning * into run;
  if found then
    perform sync.put_run_event(run, p_writer);
    return 'created';
  end if;
  select * into strict run from sync.runs where request_key = wish.request_key;
  return case when run.request_digest = wish.request_digest then 'known' else 'key_reused' end;
end $$;

-- Decides a slot, once: its run, or why it gets none. Answers known when somebody else was first.
create function sync.decide_slot(
  p_request jsonb, p_passed_over text, p_skips boolean, p_supersedes boolean, p_writer text
) returns text language plpgsql as $$
declare
  wish sync.runs := jsonb_populate_record(null::sync.runs, p_request);
begin
  if p_passed_over is null and sync.is_paused(wish.dataset) then
    p_passed_over := 'paused';
  end if;
  if p_passed_over is null and p_skips and exists (
    select from sync.runs
    where dataset = wish.dataset and state in ('queued', 'running', 'waiting')) then
    p_passed_over := 'overlap';
  end if;
  insert into sync.slots (dataset, slot_at, run_id, passed_over, decided_by)
  values (wish.dataset, wish.slot_at, case when p_passed_over is null then wish.id end,
    p_passed_over, p_writer)
  on conflict do nothing;
  if not found then
    return 'known';
  end if;
  if p_passed_over is null then
    perform sync.request_run(p_request, p_writer);
    if p_supersedes then
      perform sync.supersede_slots(wish.dataset, wish.id, p_writer);
    end if;
  end if;
  return coalesce(p_passed_over, 'created');
end $$;
`
