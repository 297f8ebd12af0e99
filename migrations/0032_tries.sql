-- Each attempt to bring a mail or a message, the newest thirty: [{at, answer}]. Null: none since this is kept.
alter table notices add column tries jsonb;
alter table parcels add column tries jsonb;
