-- What a large bulk job would do, as it was last judged: looking at it judged each of its 50,000 incidents every time.
alter table bulk_jobs add column if not exists preview jsonb, add column if not exists previewed_at timestamptz;
