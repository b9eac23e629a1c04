/** The tables of the ledger. Everything the service knows of requests, runs and people is here. */
export const tables = `
create table sync.datasets (
  name         text primary key,
  fence        bigint not null default 0,
  run_id       uuid,
  attempt      integer,
  worker       text,
  -- Null while nobody holds the dataset.
  lease_until  timestamptz,
  last_success uuid,
  -- The instant of the source that the target repeats.
  data_at      timestamptz,
  -- Slots before this instant are nobody's.
  known_since  timestamptz not null default now(),
  check ((lease_until is null) = (run_id is null))
);

create table sync.runs (
  id             uuid primary key,
  dataset        text not null,
  class          text not null check (class in ('scheduled', 'interactive')),
  origin         text not null check (origin in ('slot', 'page', 'service')),
  request_key    text not null unique,
  request_digest text not null,
  requested_by   text not null,
  note           text,
  slot_at        timestamptz,
  state          text not null default 'queued' check (state in
    ('queued', 'running', 'waiting', 'held', 'succeeded', 'failed', 'cancelled')),
  reason         text,
  seq            integer not null default 1,
  attempt        integer not null default 0,
  attempts_left  integer not null check (attempts_left >= 0),
  not_before     timestamptz not null default now(),
  -- When a command for it was last put into the outbox.
  nudged_at      timestamptz,
  requested_at   timestamptz not null default now(),
  started_at     timestamptz,
  finished_at    timestamptz,
  changed_at     timestamptz not null default clock_timestamp(),
  error          jsonb,
  inserted       bigint,
  updated        bigint,
  deleted        bigint,
  unchanged      bigint,
  check ((state in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null))
);
create unique index runs_one_running on sync.runs (dataset) where state = 'running';
create index runs_unfinished on sync.runs (state, not_before) where finished_at is null;
create index runs_newest on sync.runs (requested_at desc, id desc);
create index runs_newest_of_dataset on sync.runs (dataset, requested_at desc, id desc);
create index runs_finished_of_dataset on sync.runs (dataset, finished_at desc)
  where finished_at is not null;
create index runs_changed on sync.runs (changed_at);

create table sync.attempts (
  run_id      uuid not null references sync.runs on delete cascade,
  number      integer not null,
  fence       bigint not null,
  worker      text not null,
  started_at  timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  outcome     text check (outcome in ('succeeded', 'failed', 'deferred', 'lost', 'cancelled')),
  phase       text,
  error       jsonb,
  primary key (run_id, number)
);

create table sync.receipts (
  run_id         uuid primary key references sync.runs on delete cascade,
  attempt        integer not null,
  fence          bigint not null,
  dataset        text not null,
  snapshot_id    text not null,
  snapshot_at    timestamptz not null,
  phase_ms       jsonb not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  written_at     timestamptz not null default clock_timestamp()
);

create table sync.receipt_tables (
  run_id        uuid not null references sync.receipts on delete cascade,
  position      integer not null,
  table_name    text not null,
  staged        bigint not null,
  inserted      bigint not null,
  updated       bigint not null,
  deleted       bigint not null,
  unchanged     bigint not null,
  source_digest text not null,
  target_digest text not null,
  primary key (run_id, position)
);

create table sync.slots (
  dataset    text not null,
  slot_at    timestamptz not null,
  -- Null for a slot that was missed and left out, because a later one was due as well.
  run_id     uuid,
  decided_by text not null,
  decided_at timestamptz not null default now(),
  primary key (dataset, slot_at)
);

create table sync.outbox (
  id           bigint generated always as identity primary key,
  message_id   uuid not null unique default gen_random_uuid(),
  exchange     text not null,
  routing_key  text not null,
  mandatory    boolean not null,
  urgent       boolean not null,
  body         jsonb not null,
  writer       text not null,
  created_at   timestamptz not null default clock_timestamp(),
  available_at timestamptz not null default clock_timestamp(),
  failures     integer not null default 0,
  last_failure text
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);
create index outbox_due on sync.outbox (urgent desc, id);

create table sync.users (
  name          text primary key check (name ~ '^[a-z][a-z0-9._-]{0,62}$'),
  role          text not null check (role in ('viewer', 'operator', 'admin')),
  password_hash text not null,
  created_at    timestamptz not null default now()
);

create table sync.audit (
  id      bigint generated always as identity primary key,
  at      timestamptz not null default clock_timestamp(),
  actor   text not null,
  role    text,
  action  text not null,
  subject text not null,
  address text not null,
  outcome text not null,
  run_id  uuid,
  details jsonb not null default '{}'
);
create index audit_of_run on sync.audit (run_id) where run_id is not null;

create function sync.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'sync.audit only grows' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_only_grows before update or delete or truncate on sync.audit
  for each statement execute function sync.refuse_change();

-- Whoever changes who may use the page stands in the audit log, by whatever way it was done. The
-- actor is the login of the database: the command line has no other.
create function sync.audit_user() returns trigger language plpgsql as $$
declare
  person sync.users := coalesce(new, old);
begin
  insert into sync.audit (actor, action, subject, address, outcome, details)
  values (session_user,
    case tg_op when 'INSERT' then 'user.add' when 'UPDATE' then 'user.change' else 'user.remove' end,
    person.name, coalesce(host(inet_client_addr()), 'local'), 'done',
    jsonb_build_object('role', person.role));
  return null;
end $$;
create trigger users_are_audited after insert or update or delete on sync.users
  for each row execute function sync.audit_user();
`
