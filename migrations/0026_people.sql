-- Who has signed in, and as what: whom an incident can be given to.
create table people (
  name    text primary key,
  role    text not null,
  seen_at timestamptz not null default now()
);
insert into people (name, role, seen_at) select distinct on (name) name, role, seen_at from sessions order by name, seen_at desc;

-- Whom comments name, in lower case; each person once per incident, with the newest.
create table mentions (
  person      text not null,
  incident_id uuid not null,
  at          timestamptz not null default now(),
  primary key (person, incident_id)
);
create index mentions_newest on mentions (person, at desc);

-- Tokens of the admin API end, each at its time; those that were minted before live on for a year.
alter table admin_tokens add column expires_at timestamptz not null default now() + interval '1 year';
