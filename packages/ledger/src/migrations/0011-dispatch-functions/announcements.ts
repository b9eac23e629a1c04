/** Who is told when: the next run of a dataset, what was forgotten, paused or lost. */
export const announcements = `
-- The next run of a dataset that is due, unclaimed and not paused gets a command, unless it has one
-- that nobody has refused; people first, then by age. It waits for a claim that is just being
-- refused: skipping that run would leave nobody announced. Claims wait for nothing, so this cannot
-- be a deadlock.
create or replace function sync.nudge_next(p_dataset text, p_writer text) returns void
language plpgsql as $$
declare
  next record;
  announced sync.runs;
begin
  select id, nudged_at into next from sync.runs
  where dataset = p_dataset and state = 'queued' and not_before <= now()
    and (class = 'interactive' or not sync.is_paused(p_dataset))
  order by (class = 'interactive') desc, requested_at, id
  limit 1 for update;
  if found and next.nudged_at is null then
    update sync.runs set nudged_at = clock_timestamp() where id = next.id returning * into announced;
    perform sync.put_command(announced, p_writer);
  end if;
end $$;

-- Commands get lost with a broker's disk, or arrive while the dataset is held. For each free
-- dataset the head of each queue is announced again when its last command is older than p_age, or
-- was in vain; ever more seldom, so that commands do not pile up while no worker is there.
create or replace function sync.nudge_forgotten(p_age interval, p_limit integer, p_writer text)
returns integer language plpgsql as $$
declare
  run sync.runs;
  nudged integer := 0;
begin
  for run in
    update sync.runs set nudged_at = clock_timestamp(), nudges = nudges + 1
    where id in (
      select head.id
      from sync.datasets d
      cross join (values ('interactive'), ('scheduled')) as c (class)
      cross join lateral (
        select r.id, r.nudged_at, r.nudges from sync.runs r
        where r.dataset = d.name and r.state = 'queued' and r.not_before <= now()
          and (r.class = 'interactive') = (c.class = 'interactive')
        order by r.requested_at, r.id limit 1) as head
      where d.lease_until is null
        and (c.class = 'interactive' or not sync.is_paused(d.name))
        and (head.nudged_at is null or head.nudged_at
          <= clock_timestamp() - greatest(p_age, least(p_age * power(2, least(head.nudges, 20)),
            interval '5 min')))
      limit p_limit)
      and state = 'queued'
    returning *
  loop
    perform sync.put_command(run, p_writer);
    nudged := nudged + 1;
  end loop;
  return nudged;
end $$;

-- Pauses the schedule of a dataset, or all under '*'. Answers whether that is new.
create function sync.pause_schedule(p_dataset text, p_by text, p_note text) returns boolean
language plpgsql as $$
begin
  insert into sync.pauses (dataset, paused_by, note) values (p_dataset, p_by, p_note)
  on conflict do nothing;
  return found;
end $$;

-- Ends a pause and announces what it kept from starting. Answers whether there was one.
create function sync.resume_schedule(p_dataset text, p_writer text) returns boolean
language plpgsql as $$
declare
  free text;
begin
  delete from sync.pauses where dataset = p_dataset;
  if not found then
    return false;
  end if;
  for free in
    select name from sync.datasets
    where run_id is null and (p_dataset = '*' or name = p_dataset) and not sync.is_paused(name)
  loop
    perform sync.nudge_next(free, p_writer);
  end loop;
  return true;
end $$;

-- Takes the datasets of dead workers back. The fence moves, so whoever still lives cannot write.
-- The first loss is made good at once, later ones of the same run after growing pauses: a run that
-- kills its worker must leave the others time to end. One that cannot be taken back is left to the
-- next sweep and told as a warning: it must not keep the others.
drop function sync.take_back_expired;
create function sync.take_back_expired(p_error jsonb, p_limit integer, p_writer text)
returns setof uuid language plpgsql as $$
declare
  lease sync.datasets;
  losses integer;
begin
  for lease in
    select * from sync.datasets where lease_until < clock_timestamp()
    limit p_limit for update skip locked
  loop
    begin
      select count(*) into losses from sync.attempts
      where run_id = lease.run_id and outcome = 'lost';
      if not sync.end_attempt(lease.run_id, lease.fence, 'lost', 'queued',
        case losses when 0 then interval '0'
          else least(power(4, losses), 256) * (0.5 + random() / 2) * interval '1 s' end,
        false, p_error, null, p_writer) then
        perform sync.free_dataset(lease.name, p_writer);
      end if;
      update sync.datasets set fence = fence + 1 where name = lease.name;
      return next lease.run_id;
    exception when others then
      raise warning 'dataset % cannot be taken back: %', lease.name, sqlerrm;
    end;
  end loop;
end $$;
`
