-- What a person does to many incidents at once. What it is about is picked when it is drafted, and does not change any more.
create table bulk_jobs (
  id           uuid primary key,
  act          text not null check (act in ('revoke', 'notify', 'close')),
  -- Null: the incidents were given one by one.
  query        text,
  reason       text not null,
  author       text not null,
  approver     text,
  -- Owners are told by a job of their own, and not as each token is revoked.
  holds_notices boolean not null,
  state        text not null default 'draft' check (state in ('draft', 'waiting', 'running', 'done', 'cancelled')),
  -- Why it was ended by us and not by a person.
  ended_reason text,
  created_at   timestamptz not null default now(),
  started_at   timestamptz,
  ended_at     timestamptz
);
create index bulk_jobs_newest on bulk_jobs (created_at desc, id desc);
create index bulk_jobs_waiting on bulk_jobs (created_at) where state = 'waiting';

-- One line of it: an incident, or something by which no incident is known.
create table bulk_items (
  job_id      uuid not null,
  position    int not null,
  incident_id uuid,
  -- Null: not done yet.
  outcome     text check (outcome in ('done', 'already', 'cannot')),
  detail      text,
  primary key (job_id, position)
);
create unique index bulk_items_once on bulk_items (job_id, incident_id) where incident_id is not null;
create index bulk_items_open on bulk_items (job_id, position) where outcome is null;

alter table obligations add column bulk_id uuid;
create unique index obligations_bulk on obligations (bulk_id) where bulk_id is not null;

-- The round whose notices wait for a bulk job: a later round is told of as usual.
alter table incidents add column untold_round int;
create index incidents_untold on incidents (id) where untold_round is not null;
