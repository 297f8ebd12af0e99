-- How far ahead of its allowance somebody is. Unlogged: after a crash everybody begins anew, and no request waits for a disk.
-- The key is a keyed fingerprint: no address is stored.
create unlogged table rate_limits (
  key     bytea primary key,
  free_at timestamptz not null
);
create index rate_limits_free on rate_limits (free_at);
