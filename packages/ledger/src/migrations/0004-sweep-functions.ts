/** What the schedulers' sweep mends. Any number of sweeps may run at once. */
export const sweepFunctions = `
-- Takes the datasets of dead workers back. The fence moves, so whoever still lives cannot write.
-- One that cannot be taken back is left to the next sweep and told as a warning: it must not keep
-- the others.
create function sync.take_back_expired(
  p_error jsonb, p_delay interval, p_limit integer, p_writer text
) returns setof uuid language plpgsql as $$
declare
  lease sync.datasets;
begin
  for lease in
    select * from sync.datasets where lease_until < clock_timestamp()
    limit p_limit for update skip locked
  loop
    begin
      if not sync.end_attempt(lease.run_id, lease.fence, 'lost', 'queued', p_delay, false, p_error,
        null, p_writer) then
        perform sync.free_dataset(lease.name, p_writer);
      end if;
      update sync.datasets set fence = fence + 1 where name = lease.name;
      return next lease.run_id;
    exception when others then
      raise warning 'dataset % cannot be taken back: %', lease.name, sqlerrm;
    end;
  end loop;
end $$;

-- Puts waiting runs whose time has come back into the queue.
create function sync.wake_waiting(p_limit integer, p_writer text) returns integer
language plpgsql as $$
declare
  run sync.runs;
  woken integer := 0;
begin
  for run in
    update sync.runs set state = 'queued', seq = seq + 1, changed_at = clock_timestamp(),
      nudged_at = clock_timestamp()
    where id in (
      select id from sync.runs where state = 'waiting' and not_before <= now()
      order by not_before limit p_limit for update skip locked)
    returning *
  loop
    perform sync.put_run_event(run, p_writer);
    perform sync.put_command(run, p_writer);
    woken := woken + 1;
  end loop;
  return woken;
end $$;

-- Commands get lost with a broker's disk, or arrive while the dataset is held. For each free
-- dataset the head of each queue is announced again when its last command is older than p_age, or
-- was in vain.
create function sync.nudge_forgotten(p_age interval, p_limit integer, p_writer text)
returns integer language plpgsql as $$
declare
  run sync.runs;
  nudged integer := 0;
begin
  for run in
    update sync.runs set nudged_at = clock_timestamp()
    where id in (
      select head.id from (
        select distinct on (r.dataset, r.class) r.id, r.nudged_at
        from sync.runs r
        left join sync.datasets d on d.name = r.dataset
        where r.state = 'queued' and r.not_before <= now() and d.lease_until is null
        order by r.dataset, r.class, r.requested_at, r.id) as head
      where head.nudged_at is null or head.nudged_at <= clock_timestamp() - p_age
      limit p_limit)
      and state = 'queued'
    returning *
  loop
    perform sync.put_command(run, p_writer);
    nudged := nudged + 1;
  end loop;
  return nudged;
end $$;

-- A newer slot makes older ones of the dataset that never started pointless.
create function sync.supersede_slots(p_dataset text, p_by uuid, p_writer text) returns integer
language plpgsql as $$
declare
  run sync.runs;
  superseded integer := 0;
begin
  for run in
    update sync.runs set state = 'cancelled', reason = 'superseded by ' || p_by, seq = seq + 1,
      changed_at = clock_timestamp(), finished_at = clock_timestamp()
    where id in (
      select id from sync.runs where dataset = p_dataset and origin = 'slot' and state = 'queued'
        and attempt = 0 and id <> p_by for update skip locked)
    returning *
  loop
    perform sync.put_run_event(run, p_writer);
    superseded := superseded + 1;
  end loop;
  return superseded;
end $$;
`
