-- The trace in which it came in, as W3C Trace Context writes it: what is done about it later goes on with that. Null: nobody keeps traces.
alter table incidents add column trace text;
alter table postponed_deliveries add column trace text;

-- People look for what leaked of an owner, however long ago: without an index that reads every incident there ever was.
create index if not exists incidents_owner on incidents (lower(owner_email), reported_at desc, id desc) where owner_email is not null;
