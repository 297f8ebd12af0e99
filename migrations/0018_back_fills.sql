-- Found by looking back at what was there before: of these, owners may be told in a digest.
alter table incidents add column backfill boolean not null default false;
-- Waits for the digest of its recipient: one mail for all that was found by looking back.
alter table notices add column digest boolean not null default false;
