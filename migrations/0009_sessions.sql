-- Who is signed in to the dashboard. Only keyed fingerprints are stored: whoever reads this table is nobody.
create table sessions (
  id               uuid primary key,
  fingerprint      bytea not null unique,
  name             text not null,
  role             text not null,
  -- How it was begun: `link` or `oidc`.
  method           text not null,
  agent            text not null,
  started_at       timestamptz not null default now(),
  seen_at          timestamptz not null default now(),
  -- When its person last proved who they are.
  authenticated_at timestamptz not null default now(),
  expires_at       timestamptz not null
);

-- Links that sign somebody in, once.
create table sign_in_links (
  fingerprint bytea primary key,
  name        text not null,
  role        text not null,
  expires_at  timestamptz not null
);
