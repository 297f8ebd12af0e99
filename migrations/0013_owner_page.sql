-- What the owner answered on the page of the case, and when; the last answer stands.
alter table incidents add column owner_says text check (owner_says in ('replaced', 'not_me', 'false_positive'));
alter table incidents add column owner_said_at timestamptz;
