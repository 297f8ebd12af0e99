-- An issuer that can revoke only what it is shown gets the token itself, later: until then it is kept sealed (JWE), and the
-- transaction that ends its incident forgets it. The constraint makes that a matter of course.
alter table incidents add column sealed_token text;
-- Made useless, and not yet for good: a person may restore it.
alter table incidents add column suspended_at timestamptz;
-- How its token is ended: at once, or suspended first.
alter table incidents add column plan text check (plan in ('suspend'));
alter table incidents add constraint incidents_sealed_while_open
  check (sealed_token is null or state in ('revoking', 'needs_attention') or suspended_at is not null) not valid;
create index incidents_sealed on incidents (id) where sealed_token is not null;

-- By which exact copy an incident was proven, where the issuer forgets what it revokes: reported again, it is the same incident.
create table incident_copies (
  fingerprint bytea primary key,
  incident_id uuid not null
);
