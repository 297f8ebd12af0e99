-- The built-in issuer ------------------------------------------------------------------------------------------

create table owners (
  id         uuid primary key,
  name       text not null,
  email      text not null,
  locale     text,
  created_at timestamptz not null default now()
);
create unique index owners_email on owners (lower(email));

-- A token is never stored, only what verifies it: its root key, sealed under a key derived from TOKENWARD_SECRET.
create table tokens (
  id             uuid primary key,
  owner_id       uuid not null references owners,
  name           text not null,
  location       text not null,
  root_key       bytea not null,
  caveats        bytea[] not null,
  created_at     timestamptz not null default now(),
  last_used_at   timestamptz,
  expires_at     timestamptz,
  revoked_at     timestamptz,
  revoked_reason text
) with (fillfactor = 75);
create index tokens_owner on tokens (owner_id);

-- What was reported ---------------------------------------------------------------------------------------------

create table deliveries (
  id          uuid primary key,
  source      text not null,
  body_hash   bytea not null,
  received_at timestamptz not null default now(),
  records     int not null,
  -- One character per record: t true_positive, f false_positive, - no label. The answer to a redelivery.
  labels      text,
  unique (source, body_hash)
);

-- Deliveries that could not be classified in time: sealed until a job does. A table of its own, so that committing one never
-- waits for the transaction that is classifying the same body.
create table postponed_deliveries (
  id          uuid primary key,
  source      text not null,
  body_hash   bytea not null,
  received_at timestamptz not null default now(),
  sealed_body bytea not null,
  unique (source, body_hash)
);

create table incidents (
  id               uuid primary key,
  fingerprint      bytea not null unique,
  state            text not null check (state in ('received', 'revoking', 'revoked', 'dismissed', 'needs_attention', 'closed')),
  verdict          text not null check (verdict in ('genuine', 'forged', 'unknown', 'inactive')),
  verdict_detail   text not null,
  format           text not null,
  issuer           text not null,
  token_id         text,
  token_hint       text not null,
  token_name       text,
  token_created_at timestamptz,
  token_used_at    timestamptz,
  -- The caveats of the copy that leaked, decoded for people: [{kind, text}].
  token_caveats    jsonb not null,
  owner_name       text,
  owner_email      text,
  owner_locale     text,
  source           text not null,
  occurrence_count int not null,
  -- How often its revocation was begun: a restored token that leaks again is told about again.
  round            int not null default 0,
  attention_reason text,
  reported_at      timestamptz not null,
  verified_at      timestamptz,
  revoked_at       timestamptz,
  notified_at      timestamptz,
  closed_at        timestamptz,
  -- When the places it was seen at are forgotten; null while an obligation is open.
  purge_at         timestamptz
) with (fillfactor = 60);
create index incidents_newest on incidents (reported_at desc, id desc);
-- No index speaks of `state`: revoking a token must not touch the indexes of its incident (a heap-only update).
-- What is being revoked has a row in obligations; what waits for a person has a reason.
create index incidents_attention on incidents (reported_at desc, id desc) where attention_reason is not null;
create index incidents_token on incidents (issuer, token_id) where token_id is not null;
create index incidents_purge on incidents (purge_at) where purge_at is not null;

-- Occurrences, notices and obligations are written by the hundred thousand, always in the transaction that locks what they
-- belong to, and no incident or delivery is ever deleted: they have no foreign keys, whose checks would double their cost.

-- One place where it was seen. Place columns are emptied by the purge; the count on the incident stays.
create table occurrences (
  id            bigint generated always as identity primary key,
  incident_id   uuid not null,
  delivery_id   uuid not null,
  source        text not null,
  place_hash    bytea,
  reported_type text,
  url           text,
  place         text,
  copy_detail   text not null,
  seen_at       timestamptz not null default now(),
  purged_at     timestamptz,
  unique (incident_id, place_hash)
);

-- What we still owe ---------------------------------------------------------------------------------------------

create table notices (
  id              uuid primary key,
  incident_id     uuid not null,
  template        text not null,
  round           int not null,
  recipient_name  text not null,
  recipient_email text not null,
  locale          text not null,
  message_id      text not null,
  -- 'handed_over': DATA was begun and its outcome is not recorded.
  state           text not null default 'due' check (state in ('due', 'handed_over', 'sent', 'failed')),
  attempts        int not null default 0,
  -- Hand-overs with no known outcome; after the second the notice waits for a person instead of a third mail.
  uncertain       int not null default 0,
  last_response   text,
  created_at      timestamptz not null default now(),
  attempted_at    timestamptz,
  sent_at         timestamptz,
  unique (incident_id, template, round, recipient_email)
);

-- A row is an open obligation; meeting it deletes the row in the transaction that records the outcome.
create table obligations (
  id           uuid primary key,
  kind         text not null check (kind in ('classify', 'revoke', 'notify')),
  delivery_id  uuid,
  incident_id  uuid,
  notice_id    uuid,
  created_at   timestamptz not null default now(),
  due_at       timestamptz not null default now(),
  attempts     int not null default 0,
  lease        uuid,
  leased_until timestamptz,
  taken        boolean not null default false,
  -- Given up: waits for a person, who retries or closes.
  dead_at      timestamptz,
  last_error   text
);
-- A leased obligation is due again when its lease runs out.
create index obligations_due on obligations (kind, (coalesce(leased_until, due_at))) where dead_at is null;
create index obligations_lease on obligations (lease) where lease is not null;
-- An incident owes at most one revocation, and each of its notices once.
create unique index obligations_subject on obligations (incident_id, coalesce(notice_id, incident_id)) where incident_id is not null;
create unique index obligations_delivery on obligations (delivery_id) where delivery_id is not null;

-- The audit trail -----------------------------------------------------------------------------------------------

-- One block per transaction that changed something; each is chained to the one before.
create table audit_blocks (
  seq  bigint primary key,
  id   uuid not null unique,
  at   timestamptz not null,
  root bytea not null,
  hash bytea not null
);

-- The events of a block, written before the block is sealed (no foreign key: the block's row comes last).
-- The chain covers `commitment` (SHA-256 of the salt's hex and the detail), not the detail itself, so that detail and salt
-- can be forgotten without breaking it.
create table audit_events (
  block       uuid not null,
  position    int not null,
  incident_id uuid,
  actor       text not null,
  action      text not null,
  commitment  bytea not null,
  salt        bytea,
  detail      text,
  primary key (block, position)
);
create index audit_events_incident on audit_events (incident_id) where incident_id is not null;

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only' using errcode = '42501';
end $$;

create trigger audit_blocks_append_only before update or delete or truncate on audit_blocks
  for each statement execute function audit_is_append_only();
create trigger audit_events_no_removal before delete or truncate on audit_events
  for each statement execute function audit_is_append_only();
create trigger audit_events_no_change before update on audit_events
  for each row
  when (
    (new.block, new.position, new.incident_id, new.actor, new.action, new.commitment)
      is distinct from (old.block, old.position, old.incident_id, old.actor, old.action, old.commitment)
    or new.detail is not null or new.salt is not null
  )
  execute function audit_is_append_only();

-- Seals one block. It is the last statement of every transaction: the lock is held only until its commit, and
-- blocks chain in commit order. Hash: SHA-256(previous hash, seq as int8, time in µs as int8, root).
create function audit_seal(p_id uuid, p_root bytea) returns bigint language plpgsql as $$
declare
  head audit_blocks;
  next_seq bigint;
  next_at timestamptz;
begin
  perform pg_advisory_xact_lock(hashtext('tokenward.audit'));
  select * into head from audit_blocks order by seq desc limit 1;
  next_seq := coalesce(head.seq, 0) + 1;
  next_at := clock_timestamp();
  insert into audit_blocks (seq, id, at, root, hash) values (
    next_seq, p_id, next_at, p_root,
    sha256(coalesce(head.hash, ''::bytea) || int8send(next_seq) || int8send((extract(epoch from next_at) * 1000000)::bigint) || p_root)
  );
  return next_seq;
end $$;

-- Facts about this installation (the secret's check value).
create table installation (
  key   text primary key,
  value bytea not null
);

-- Bearer tokens of the admin API. Only a keyed fingerprint is stored.
create table admin_tokens (
  id           uuid primary key,
  name         text not null,
  fingerprint  bytea not null unique,
  created_at   timestamptz not null default now(),
  last_used_at timestamptz
);
