/** How a run is to be done, what was held for a person to decide, and what runs changed. */
export const holds = `
alter table sync.runs
  add column mode text not null default 'auto' check (mode in ('auto', 'full', 'incremental')),
  -- A preview changes nothing: it is held, for a person to look at.
  add column preview boolean not null default false;

alter table sync.receipts
  add column mode text not null default 'full' check (mode in ('full', 'incremental'));
alter table sync.receipt_tables add column changes_kept bigint not null default 0;

-- A delta that waits for a person. Its rows stay in the staging tables of the fence.
create table sync.holds (
  run_id       uuid primary key references sync.runs on delete cascade,
  dataset      text not null,
  attempt      integer not null,
  fence        bigint not null,
  kind         text not null check (kind in ('guard', 'preview')),
  mode         text not null check (mode in ('full', 'incremental')),
  snapshot_id  text not null,
  snapshot_at  timestamptz not null,
  delta_digest text not null,
  staged       jsonb not null,
  tables       jsonb not null,
  breaches     jsonb not null,
  phase_ms     jsonb not null,
  held_at      timestamptz not null default clock_timestamp(),
  decision     text check (decision in ('approved', 'discarded', 'superseded')),
  decided_by   text,
  decided_at   timestamptz,
  note         text,
  check ((decision is null) = (decided_at is null))
);
create index holds_undecided on sync.holds (dataset) where decision is null;

-- What a run changed, or a held run would change. Texts as the target writes them.
create table sync.changes (
  id         bigint generated always as identity primary key,
  run_id     uuid not null references sync.runs on delete cascade,
  table_name text not null,
  operation  text not null check (operation in ('insert', 'update', 'delete')),
  -- Null in a table without a key.
  key        jsonb,
  before     jsonb,
  after      jsonb
);
create index changes_of_run on sync.changes (run_id, table_name, id);

create index receipts_of_dataset on sync.receipts (dataset, written_at desc);

-- What an attempt has to tell that did not stop it.
create table sync.notices (
  run_id     uuid not null references sync.runs on delete cascade,
  attempt    integer not null,
  number     integer not null,
  code       text not null,
  table_name text,
  details    jsonb not null,
  primary key (run_id, attempt, number)
);
`
