-- When an issuer that is called was last left alone, tried or called again, by any process: each has a circuit of its own.
create table issuer_circuits (
  issuer      text primary key,
  state       text not null check (state in ('closed', 'open', 'half_open')),
  changed_at  timestamptz not null,
  -- Of an open one: when it is tried again at the earliest.
  rests_until timestamptz
);
