-- What people look for beside a million incidents: each of these searches read a whole table, or could.

-- By a token's id alone; it also serves whoever knows the issuer.
create index if not exists incidents_token_id on incidents (token_id, issuer) where token_id is not null;
drop index if exists incidents_token;

create index if not exists notices_template on notices (template, created_at desc, id desc);
create index if not exists notices_waiting on notices (created_at desc, id desc) where state in ('due', 'handed_over');
create index if not exists notices_folded_newest on notices (created_at desc, id desc) where state = 'folded';

-- In the order in which they are shown; without it, the planner looks for a few of one delivery through all there are.
create index if not exists occurrences_of_delivery on occurrences (delivery_id, id);
drop index if exists occurrences_delivery;

-- What an endpoint has not got.
create index if not exists parcels_undelivered on parcels (endpoint_id, state) where state <> 'delivered';

-- How many lines a bulk job has: known once it is drafted, and counted by nobody afterwards.
alter table bulk_jobs add column picked int not null default 0;
update bulk_jobs j set picked = (select count(*) from bulk_items b where b.job_id = j.id);
