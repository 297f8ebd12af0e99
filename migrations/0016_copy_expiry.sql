-- When the leaked copy ends by its own caveats, whatever its root may do: how bad a leak is depends on it.
alter table incidents add column copy_expires_at timestamptz;
