-- What each source was last seen to do, over all processes: for alarms, doctor and the dashboard.
create table source_health (
  source               text primary key,
  accepted_at          timestamptz,
  refused_at           timestamptz,
  -- Why, in a word of a fixed list.
  refusal              text,
  -- Since the last genuine delivery; begins anew when the one before is older than a day.
  refused_in_a_row     int not null default 0,
  -- Records since the last one in which a token format matched; begins anew likewise.
  unmatched_at         timestamptz,
  unmatched_in_a_row   int not null default 0
);
