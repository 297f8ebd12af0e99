-- Whom else to tell than the owner: [{name, email, locale, relation, verified, concerns}]; null: nobody.
alter table incidents add column contacts jsonb;
-- Why a person asked for this round's revocation; null: nobody did.
alter table incidents add column requested_reason text;
-- Since when it is known that nobody can be told.
alter table incidents add column unreachable_at timestamptz;

alter table notices add column audience text not null default 'owner' check (audience in ('owner', 'operator'));
-- To an address that was never confirmed: the short form.
alter table notices add column brief boolean not null default false;
-- What of the token's scope concerns this recipient; null: all of it.
alter table notices add column concerns jsonb;
-- What the mail quotes: an administrator's reason, or why nobody could be told.
alter table notices add column reason text;
-- Told by another notice's mail, to the same recipient.
alter table notices add column folded_into uuid;
-- When it was decided that it leads a mail.
alter table notices add column gathered_at timestamptz;
-- 'folded': another notice's mail tells it · 'bounced': taken by the relay, and came back.
alter table notices drop constraint notices_state_check;
alter table notices add constraint notices_state_check check (state in ('due', 'handed_over', 'sent', 'failed', 'folded', 'bounced')) not valid;
create index notices_folded on notices (folded_into) where folded_into is not null;
create index notices_due on notices (lower(recipient_email)) where state = 'due';

-- What is known of addresses that mails went to, or should have gone to.
create table mail_addresses (
  -- In lower case.
  address    text primary key,
  -- Until then, what else there is to tell waits for one mail.
  fold_until timestamptz,
  -- No mail is sent to it: it bounced, was refused for good, or an operator said so.
  bad_since  timestamptz,
  bad_reason text
);
create index mail_addresses_bad on mail_addresses (bad_since) where bad_since is not null;
