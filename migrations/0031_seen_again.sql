-- When a place that was known was told of again; null: never.
alter table occurrences add column last_seen_at timestamptz;
