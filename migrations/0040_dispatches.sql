-- What is dispatched to one worker, from the claim until it is taken: the lease finds its obligations here, so that no index has to know it.
create table dispatches (
  lease       uuid primary key,
  kind        text not null,
  obligations uuid[] not null,
  until       timestamptz not null
);

-- Claiming and taking change no column that an index holds, and find room on the row's own page: neither writes an index entry.
drop index obligations_lease;
drop index obligations_due;
create index obligations_due on obligations (kind, due_at) where dead_at is null;
drop index obligations_lane;
create index obligations_lane on obligations (lane, due_at) where kind = 'revoke_elsewhere' and dead_at is null;
alter table obligations set (fillfactor = 50);
