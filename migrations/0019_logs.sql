-- What people page through: deliveries and mails, newest first, and what was given up.
create index if not exists deliveries_source on deliveries (source, id desc);
create index if not exists occurrences_delivery on occurrences (delivery_id);
create index if not exists notices_newest on notices (created_at desc, id desc);
create index if not exists notices_failed on notices (created_at desc, id desc) where state in ('failed', 'bounced');
create index if not exists obligations_dead on obligations (dead_at desc, id desc) where dead_at is not null;
