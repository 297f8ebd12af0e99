-- Whose an incident is, and as what it was closed.
alter table incidents add column assigned_to text;
alter table incidents add column closed_as text
  check (closed_as in ('revoked', 'false_positive', 'test_credential', 'expired', 'accepted_risk'));
-- A risk that somebody asks to accept, or that was accepted: until when.
alter table incidents add column risk_until timestamptz;
alter table incidents add column risk_asked_by text;
create index incidents_assigned on incidents (lower(assigned_to), reported_at desc, id desc) where assigned_to is not null;
create index incidents_risk on incidents (risk_until) where risk_until is not null;

-- Searches that people keep. A view is an address: what it finds is looked for anew.
create table saved_views (
  id         uuid primary key,
  person     text not null,
  title      text not null,
  query      text not null,
  shared     boolean not null,
  created_at timestamptz not null default now()
);
create index saved_views_person on saved_views (person);
create index saved_views_shared on saved_views (created_at) where shared;

-- The view that a person has on their first page.
create table pinned_views (
  person  text primary key,
  view_id uuid not null references saved_views on delete cascade
);
create index pinned_views_view on pinned_views (view_id);
