-- A token that lives elsewhere is revoked by a call to its issuer, which may be slow: each issuer has a lane of its own
-- and at most one batch under way, so that none waits for another and none for our own tokens.
alter table obligations add column lane text;
create index obligations_lane on obligations (lane, (coalesce(leased_until, due_at))) where kind = 'revoke_elsewhere' and dead_at is null;
