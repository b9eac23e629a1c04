/** Functions that put messages into the outbox, inside the transaction that makes them true. */
export const messages = `
create function sync.instant(t timestamptz) returns text language sql stable as $$
  select to_char(t at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

create function sync.put_message(
  p_exchange text, p_key text, p_mandatory boolean, p_urgent boolean,
  p_type text, p_data jsonb, p_writer text
) returns void language sql as $$
  with message as (select gen_random_uuid() as id)
  insert into sync.outbox (message_id, exchange, routing_key, mandatory, urgent, body, writer)
  select id, p_exchange, p_key, p_mandatory, p_urgent,
    jsonb_build_object('specversion', '1.0', 'id', id, 'source', '/sync/' || p_writer,
      'type', p_type, 'time', sync.instant(clock_timestamp()), 'data', p_data),
    p_writer
  from message
$$;

create function sync.put_command(p_run sync.runs, p_writer text) returns void language sql as $$
  select sync.put_message('sync.commands', 'command.' || p_run.class || '.' || p_run.dataset,
    true, p_run.class = 'interactive', 'aaps.sync.command.v1',
    jsonb_build_object('runId', p_run.id, 'dataset', p_run.dataset), p_writer)
$$;

create function sync.put_run_event(p_run sync.runs, p_writer text) returns void language sql as $$
  select sync.put_message('sync.events', 'run.' || p_run.state || '.' || p_run.dataset,
    false, true, 'aaps.sync.run.v1',
    jsonb_strip_nulls(jsonb_build_object(
      'runId', p_run.id, 'dataset', p_run.dataset, 'state', p_run.state, 'seq', p_run.seq,
      'attempt', p_run.attempt, 'at', sync.instant(p_run.changed_at),
      'code', p_run.error ->> 'code',
      'counts', case when p_run.inserted is not null then jsonb_build_object(
        'inserted', p_run.inserted, 'updated', p_run.updated,
        'deleted', p_run.deleted, 'unchanged', p_run.unchanged) end)),
    p_writer)
$$;

-- The next run of a dataset that is due and unclaimed gets a command; people first, then by age.
-- It waits for a claim that is just being refused: skipping that run would leave nobody announced.
-- Claims wait for nothing, so this cannot be a deadlock.
create function sync.nudge_next(p_dataset text, p_writer text) returns void language plpgsql as $$
declare
  next sync.runs;
begin
  update sync.runs set nudged_at = clock_timestamp()
  where id = (
    select id from sync.runs
    where dataset = p_dataset and state = 'queued' and not_before <= now()
    order by class = 'interactive' desc, requested_at, id
    limit 1 for update)
  returning * into next;
  if found then
    perform sync.put_command(next, p_writer);
  end if;
end $$;

-- Notes a dataset. Looks first: an insert waits for whoever is changing the row.
create function sync.know_dataset(p_dataset text) returns void language plpgsql as $$
begin
  if not exists (select from sync.datasets where name = p_dataset) then
    insert into sync.datasets (name) values (p_dataset) on conflict do nothing;
  end if;
end $$;
`
