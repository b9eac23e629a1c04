/** What a run may be asked for besides, who may stop it, and why a slot got no run. */
export const dispatch = `
alter table sync.runs
  -- A run of a person who repeats this one.
  add column retry_of uuid references sync.runs on delete set null,
  -- The tables it is about; null: all of the dataset.
  add column tables text[] check (cardinality(tables) > 0),
  -- No attempt starts after it.
  add column deadline_at timestamptz,
  -- Who wants a running attempt to stop.
  add column cancel_asked_by text,
  -- How often a command for it was put again because none had any effect.
  add column nudges integer not null default 0,
  -- Where who asked hears how it goes, and by what they know the request.
  add column reply_key text,
  add column correlation_id text;
create index runs_held on sync.runs (dataset) where state = 'held';
-- Nothing looks for runs by it, and every change of a run would have to keep it.
drop index sync.runs_changed;
create index runs_next_of_dataset
  on sync.runs (dataset, (class = 'interactive') desc, requested_at, id) where state = 'queued';
create index runs_deadline on sync.runs (deadline_at) where state in ('queued', 'waiting');

-- Schedules that make no runs, and start none: of a dataset, or of all of them under the name '*'.
create table sync.pauses (
  dataset   text primary key,
  paused_by text not null,
  paused_at timestamptz not null default clock_timestamp(),
  note      text
);

alter table sync.receipts
  -- Some tables of the dataset only: the others are as earlier receipts say.
  add column is_partial boolean not null default false;

alter table sync.receipt_tables
  -- A derived table that is known to have the same rows again while the source has.
  add column is_repeatable boolean not null default false;

alter table sync.slots
  -- Why it got no run: found too late, left to a later slot that was due as well, while its
  -- dataset's last run had not ended, or while its schedule was paused.
  add column passed_over text check (passed_over in ('late', 'caught_up', 'overlap', 'paused'));
update sync.slots set passed_over = 'caught_up' where run_id is null;
alter table sync.slots add check ((run_id is null) = (passed_over is not null));

-- How many more runs each publisher may ask for at once.
create table sync.publishers (
  name       text primary key,
  allowance  double precision not null,
  counted_at timestamptz not null default clock_timestamp()
);

-- Its ids are random: what would be the same by chance would be the same message for all.
alter table sync.outbox drop constraint outbox_message_id_key;

create function sync.is_paused(p_dataset text) returns boolean language sql stable as $$
  select exists (select from sync.pauses where dataset in (p_dataset, '*'))
$$;
`
