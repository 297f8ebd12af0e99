-- Alerts of code hosts that wait to hear that their secret is dead. Names of repositories are anybody's text: what names the
-- alert is sealed, and recognised by a keyed fingerprint.
create table alerts (
  id          uuid primary key,
  incident_id uuid not null,
  source      text not null,
  alert_hash  bytea not null,
  sealed      bytea not null,
  -- The round of the incident of which the host was told; null: of none yet.
  told_round  int,
  unique (incident_id, alert_hash)
);

alter table obligations add column alert_id uuid;
create unique index obligations_alert on obligations (alert_id) where alert_id is not null;

-- Up to where a host's own list of deliveries was looked through for those that did not arrive. One process at a time.
create table catch_ups (
  source       text primary key,
  state        text,
  due_at       timestamptz not null default now(),
  leased_until timestamptz
);
