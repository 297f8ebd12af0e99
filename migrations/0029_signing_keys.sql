-- The keys of signing sources as they were last confirmed: a process that begins later knows them, and since when one of them is retired.
create table signing_keys (
  source       text primary key,
  -- Where they were listed: the keys of another list are not this one's.
  url          text not null,
  document     text not null,
  etag         text,
  -- By identifier, how many milliseconds before the confirmation a key was seen to retire.
  retired      jsonb not null,
  confirmed_at timestamptz not null default now()
);
