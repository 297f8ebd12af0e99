-- Where the audit trail begins: the last block that was dropped from its beginning. The chain goes on from its hash.
create table audit_start (
  singleton boolean primary key default true check (singleton),
  seq       bigint not null,
  hash      bytea not null
);
insert into audit_start (seq, hash) values (0, '');

create function audit_start_moves_on() returns trigger language plpgsql as $$
begin
  if new.seq <= old.seq or not exists (select from audit_blocks where seq = new.seq and hash = new.hash) then
    raise exception 'the audit trail is append-only: it may begin later, with one of its blocks' using errcode = '42501';
  end if;
  return new;
end $$;

create trigger audit_start_moves_on before update on audit_start for each row execute function audit_start_moves_on();
create trigger audit_start_stays before insert or delete or truncate on audit_start
  for each statement execute function audit_is_append_only();

-- What lies before the start may go, and nothing else.
create function audit_blocks_go_from_the_start() returns trigger language plpgsql as $$
begin
  if exists (select from gone where seq > (select seq from audit_start)) then
    raise exception 'the audit trail is append-only' using errcode = '42501';
  end if;
  return null;
end $$;

create function audit_events_go_from_the_start() returns trigger language plpgsql as $$
begin
  if exists (
    select from gone
    where not exists (select from audit_blocks b where b.id = gone.block and b.seq <= (select seq from audit_start))
  ) then
    raise exception 'the audit trail is append-only' using errcode = '42501';
  end if;
  return null;
end $$;

drop trigger audit_blocks_append_only on audit_blocks;
create trigger audit_blocks_append_only before update or truncate on audit_blocks
  for each statement execute function audit_is_append_only();
create trigger audit_blocks_removal after delete on audit_blocks
  referencing old table as gone for each statement execute function audit_blocks_go_from_the_start();

drop trigger audit_events_no_removal on audit_events;
create trigger audit_events_no_removal before truncate on audit_events
  for each statement execute function audit_is_append_only();
create trigger audit_events_removal after delete on audit_events
  referencing old table as gone for each statement execute function audit_events_go_from_the_start();
