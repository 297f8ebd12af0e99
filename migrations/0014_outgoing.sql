-- Who is told by machine. Everything that may be a secret is sealed: the addresses of chat channels are secrets themselves.
create table endpoints (
  id              uuid primary key,
  kind            text not null check (kind in ('standard', 'slack')),
  description     text not null,
  -- Sealed JSON: the address, and the signing secrets, the newest first.
  sealed          bytea not null,
  -- Scheme and host of the address, for people.
  host            text not null,
  events          text[] not null,
  created_at      timestamptz not null default now(),
  -- The first of the failures that no success has followed.
  failing_since   timestamptz,
  disabled_at     timestamptz,
  disabled_reason text
);

-- What happened, as it is told: the bytes that are signed.
create table messages (
  id          uuid primary key,
  type        text not null,
  incident_id uuid,
  body        text not null,
  created_at  timestamptz not null default now()
);
create index messages_age on messages (created_at);

-- One message for one endpoint.
create table parcels (
  id           uuid primary key,
  -- In the order in which things happened.
  seq          bigint generated always as identity,
  message_id   uuid not null references messages on delete cascade,
  endpoint_id  uuid not null references endpoints on delete cascade,
  state        text not null default 'due' check (state in ('due', 'delivered', 'failed')),
  attempts     int not null default 0,
  last_answer  text,
  attempted_at timestamptz,
  delivered_at timestamptz,
  unique (message_id, endpoint_id)
);
create index parcels_newest on parcels (endpoint_id, seq desc);

alter table obligations add column parcel_id uuid;
create unique index obligations_parcel on obligations (parcel_id) where parcel_id is not null;

-- Up to where the audit trail has been turned into messages.
create table outgoing_progress (
  singleton boolean primary key default true check (singleton),
  seq       bigint not null,
  position  int not null
);
insert into outgoing_progress (seq, position) select coalesce(max(seq), 0), 2147483647 from audit_blocks;
