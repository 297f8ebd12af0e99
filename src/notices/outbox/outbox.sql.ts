import type { Transaction } from "../../db/database.ts";
import type { NoticeTemplate } from "../notice.ts";

/** The mails that incidents owe. */
export type OwedTemplate = Exclude<NoticeTemplate, "many" | "test">;

export interface NoticeRow {
  id: string;
  obligationId: string;
  incidentId: string;
  template: OwedTemplate;
  round: number;
  audience: "owner" | "operator";
  name: string;
  email: string;
  locale: string;
  brief: boolean;
  concerns: readonly string[] | null;
  reason: string | null;
  messageId: string;
  digest: boolean;
}

/** Adds the notices that are not there yet, and the obligations to send them: at once, or after so many hours where they wait for a digest. */
export function insertNotices(tx: Transaction, rows: readonly NoticeRow[], digestHours: number): void {
  tx.send(
    `with wanted as (
       select * from json_to_recordset($1::json) as r
         (id uuid, "obligationId" uuid, "incidentId" uuid, template text, round int, audience text, name text, email text, locale text,
          brief boolean, concerns jsonb, reason text, "messageId" text, digest boolean)
     ), added as (
       insert into notices (id, incident_id, template, round, audience, recipient_name, recipient_email, locale, brief, concerns, reason, message_id, digest)
       select id, "incidentId", template, round, audience, name, email, locale, brief, concerns, reason, "messageId", digest from wanted
       on conflict (incident_id, template, round, recipient_email) do nothing
       returning id, incident_id
     )
     insert into obligations (id, kind, incident_id, notice_id, due_at)
     select wanted."obligationId", 'notify', added.incident_id, added.id, now() + make_interval(hours => case when digest then $2::int else 0 end)
     from added join wanted on wanted.id = added.id`,
    [JSON.stringify(rows), digestHours],
  );
}

/** Their tokens were reported now, too: what waits for a digest is told at once. */
export function endDigestWait(tx: Transaction, incidentIds: readonly string[]): void {
  if (incidentIds.length === 0) return;
  tx.send(
    `with waiting as (
       select o.id, o.notice_id from obligations o join notices n on n.id = o.notice_id
       where o.incident_id = any($1::uuid[]) and n.digest and n.state = 'due' and o.dead_at is null and o.due_at > now()
       for update of o skip locked
     ), hurried as (
       update obligations o set due_at = now() from waiting w where o.id = w.id
     )
     update notices n set digest = false from waiting w where n.id = w.notice_id`,
    [incidentIds],
  );
}

/** Notices of an incident whose mails are not known to have been taken; `handed_over`: perhaps they were. */
export function unsentNotices(tx: Transaction, incidentId: string): Promise<{ id: string; state: "due" | "handed_over" | "folded" }[]> {
  return tx.query("select id, state from notices where incident_id = $1 and state in ('due', 'handed_over', 'folded') for update", [
    incidentId,
  ]);
}

/** What these were to say is not true any more: those that were not sent never are. Others that they were to tell as well get mails of their own. */
export function cancelNotices(tx: Transaction, ids: readonly string[], why: string): void {
  if (ids.length === 0) return;
  tx.send(
    `with cancelled as (
       update notices set state = 'failed', last_response = $2, folded_into = null
       where id = any($1::uuid[]) and state in ('due', 'handed_over', 'folded') returning id
     ), freed as (
       update notices n set state = 'due', folded_into = null from cancelled c
       where n.folded_into = c.id and n.state = 'folded' and n.id <> all($1::uuid[]) returning n.id, n.incident_id
     )
     insert into obligations (id, kind, incident_id, notice_id) select gen_random_uuid(), 'notify', incident_id, id from freed`,
    [ids, why],
  );
}

/**
 * A person wants the given-up notices of an incident tried again, with a fresh start; answers how many had been folded into another's mail.
 * Those of which nothing is owed any more (another address was tried instead) stay as they are: they would pass for mails to come.
 */
export async function reviveNotices(tx: Transaction, incidentId: string): Promise<number> {
  const rows = await tx.query(
    `with folded as (
       select id from notices where incident_id = $1 and state = 'failed' and folded_into is not null
     ), revived as (
       update notices n set state = 'due', uncertain = 0, folded_into = null, gathered_at = null
       where incident_id = $1 and state = 'failed'
         and (folded_into is not null or exists (select from obligations o where o.incident_id = $1 and o.notice_id = n.id))
     )
     insert into obligations (id, kind, incident_id, notice_id) select gen_random_uuid(), 'notify', $1::uuid, id from folded
     on conflict do nothing returning 1`,
    [incidentId],
  );
  return rows.length;
}
