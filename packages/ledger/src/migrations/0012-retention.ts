/** What is forgotten with age, in small batches that hold nothing up. */
export const retention = `
create index runs_old on sync.runs (finished_at) where finished_at is not null;
create index runs_repeating on sync.runs (retry_of) where retry_of is not null;
create index slots_old on sync.slots (slot_at);
create index audit_old on sync.audit (at);

-- The log only grows, but for what is older than a year.
create or replace function sync.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_level = 'ROW' and old.at < now() - interval '1 year' then
    return old;
  end if;
  raise exception 'sync.audit only grows' using errcode = 'insufficient_privilege';
end $$;
drop trigger audit_only_grows on sync.audit;
create trigger audit_only_grows before update or truncate on sync.audit
  for each statement execute function sync.refuse_change();
create trigger audit_keeps_a_year before delete on sync.audit
  for each row execute function sync.refuse_change();

-- Forgets runs of a class that ended p_age ago, with all that belongs to them. Of each dataset the
-- last hundred are kept whatever their age, and what the next run builds on: its last success, the
-- receipts since, and the last full reconcile.
create function sync.forget_runs(p_class text, p_age interval, p_limit integer) returns integer
language plpgsql as $$
declare
  forgotten integer;
begin
  delete from sync.runs where id in (
    select r.id from sync.runs r
    where r.finished_at < now() - p_age and r.class = p_class
      and (select count(*) from (
        select from sync.runs n where n.dataset = r.dataset and n.finished_at > r.finished_at
        limit 100) as newer) = 100
      and not exists (select from sync.datasets d where d.last_success = r.id)
      and not exists (
        select from sync.receipts p
        join sync.datasets d on d.name = p.dataset
        join sync.receipts s on s.run_id = d.last_success
        where p.run_id = r.id and p.written_at >= s.written_at)
      and not exists (
        select from sync.receipts p where p.run_id = r.id and p.is_reconcile
          and p.snapshot_at = (
            select max(snapshot_at) from sync.receipts where dataset = p.dataset and is_reconcile))
    order by r.finished_at limit p_limit for update skip locked);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

-- Forgets slots, but for the last one of each dataset: it says up to where they are decided.
create function sync.forget_slots(p_age interval, p_limit integer) returns integer
language plpgsql as $$
declare
  forgotten integer;
begin
  delete from sync.slots where (dataset, slot_at) in (
    select s.dataset, s.slot_at from sync.slots s
    where s.slot_at < now() - p_age
      and exists (select from sync.slots l where l.dataset = s.dataset and l.slot_at > s.slot_at)
    order by s.slot_at limit p_limit for update skip locked);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

-- With the rights of its owner: a service may add to the log and read it, and no more.
create function sync.forget_audit(p_age interval, p_limit integer) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
  forgotten integer;
begin
  delete from sync.audit where id in (
    select id from sync.audit where at < now() - p_age
    order by at limit p_limit for update skip locked);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;
`
