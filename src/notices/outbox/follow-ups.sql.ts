import type { Transaction } from "../../db/database.ts";

// Hours from one mail about a token to the next about more places, growing; the last stands for all further ones.
const GAPS = [24, 7 * 24, 30 * 24, 90 * 24];
/** Follow-ups of one round are numbered behind it. */
const NUMBERED = 1_000;

/**
 * Where tokens were seen at more places than their owners were told of, they are told again, after a while and less and less
 * often. There is never more than one such notice open for one of them.
 */
export function insertFollowUps(tx: Transaction, incidentIds: readonly string[], mailHost: string): void {
  if (incidentIds.length === 0) return;
  tx.send(
    `with last as (
       select distinct on (incident_id, recipient_email) * from notices
       where incident_id = any($1::uuid[]) and audience = 'owner' and state = 'sent'
       order by incident_id, recipient_email, sent_at desc
     ), wanted as (
       select gen_random_uuid() as new_id, l.*, i.round as of_round, f.count + 1 as number
       from last l
       join incidents i on i.id = l.incident_id
       cross join lateral (
         select count(*)::int as count from notices f
         where f.incident_id = l.incident_id and f.recipient_email = l.recipient_email and f.template = 'found_again' and f.round / $4 = i.round
       ) f
       where l.template not in ('restored', 'harmless_copy')
         and exists (select from occurrences o where o.incident_id = l.incident_id and o.seen_at > l.sent_at)
         and not exists (
           select from notices o where o.incident_id = l.incident_id and o.recipient_email = l.recipient_email
             and o.template = 'found_again' and o.state in ('due', 'handed_over', 'folded')
         )
     ), added as (
       insert into notices (id, incident_id, template, round, recipient_name, recipient_email, locale, brief, concerns, message_id)
       select w.new_id, w.incident_id, 'found_again', w.of_round * $4 + w.number, w.recipient_name, w.recipient_email, w.locale, w.brief, w.concerns,
         '<' || w.incident_id || '.' || w.new_id || '@' || $2::text || '>'
       from wanted w
       on conflict (incident_id, template, round, recipient_email) do nothing
       returning id, incident_id
     )
     insert into obligations (id, kind, incident_id, notice_id, due_at)
     select gen_random_uuid(), 'notify', a.incident_id, a.id,
       greatest(now(), w.sent_at + make_interval(hours => ($3::int[])[least(w.number, array_length($3::int[], 1))]))
     from added a join wanted w on w.new_id = a.id`,
    [incidentIds, mailHost, GAPS, NUMBERED],
  );
}

/** Whoever was told of an incident, or `perhaps` was, is told how it ended. */
export function insertRestored(
  tx: Transaction,
  { id: incidentId, round }: { readonly id: string; readonly round: number },
  perhaps: readonly string[],
  mailHost: string,
): void {
  tx.send(
    `with told as (
       select distinct on (recipient_email) gen_random_uuid() as new_id, n.* from notices n
       where n.incident_id = $1 and (n.state = 'sent' or n.id = any($5::uuid[])) and (n.round = $2 or n.round / $4 = $2) and n.template <> 'unreachable'
       order by recipient_email, sent_at
     ), added as (
       insert into notices (id, incident_id, template, round, audience, recipient_name, recipient_email, locale, brief, concerns, message_id)
       select new_id, incident_id, 'restored', $2, audience, recipient_name, recipient_email, locale, brief, concerns,
         '<' || incident_id || '.' || new_id || '@' || $3::text || '>'
       from told
       on conflict (incident_id, template, round, recipient_email) do nothing
       returning id, incident_id
     )
     insert into obligations (id, kind, incident_id, notice_id) select gen_random_uuid(), 'notify', incident_id, id from added`,
    [incidentId, round, mailHost, NUMBERED, perhaps],
  );
}
