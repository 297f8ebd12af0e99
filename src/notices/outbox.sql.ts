import type { Queryable, Transaction } from "../db/database.ts";
import type { NoticeTemplate } from "./notice.ts";

export interface NoticeRow {
  id: string;
  incidentId: string;
  template: NoticeTemplate;
  round: number;
  name: string;
  email: string;
  locale: string | null;
  messageId: string;
}

export function insertNotices(tx: Transaction, rows: readonly NoticeRow[]): Promise<{ id: string; incidentId: string }[]> {
  return tx.query(
    `insert into notices (id, incident_id, template, round, recipient_name, recipient_email, locale, message_id)
     select id, "incidentId", template, round, name, email, coalesce(locale, 'en'), "messageId"
     from json_to_recordset($1::json) as r
       (id uuid, "incidentId" uuid, template text, round int, name text, email text, locale text, "messageId" text)
     on conflict (incident_id, template, round, recipient_email) do nothing
     returning id, incident_id as "incidentId"`,
    [JSON.stringify(rows)],
  );
}

/** A notice with all that its mail tells. */
export interface DueNotice {
  id: string;
  state: "due" | "handed_over" | "sent" | "failed";
  uncertain: number;
  template: NoticeTemplate;
  recipientName: string;
  recipientEmail: string;
  locale: string;
  messageId: string;
  createdAt: Date;
  incidentId: string;
  tokenId: string | null;
  tokenName: string | null;
  tokenHint: string;
  tokenCreatedAt: Date | null;
  tokenUsedAt: Date | null;
  tokenCaveats: { kind: string; text: string }[];
  verdictDetail: string;
  source: string;
  url: string | null;
  place: string | null;
  occurrenceCount: number;
  reportedAt: Date;
  revokedAt: Date | null;
}

export async function readNotice(db: Queryable, id: string): Promise<DueNotice | null> {
  const [row] = await db.query<DueNotice>(
    `select n.id, n.state, n.uncertain, n.template, n.recipient_name as "recipientName", n.recipient_email as "recipientEmail",
            n.locale, n.message_id as "messageId", n.created_at as "createdAt",
            i.id as "incidentId", i.token_id as "tokenId", i.token_name as "tokenName", i.token_hint as "tokenHint",
            i.token_created_at as "tokenCreatedAt", i.token_used_at as "tokenUsedAt", i.token_caveats as "tokenCaveats",
            i.verdict_detail as "verdictDetail", i.source, o.url, o.place, i.occurrence_count as "occurrenceCount",
            i.reported_at as "reportedAt", i.revoked_at as "revokedAt"
     from notices n
     join incidents i on i.id = n.incident_id
     left join lateral (
       select url, place from occurrences where incident_id = i.id and purged_at is null order by (url is null), id limit 1
     ) o on true
     where n.id = $1`,
    [id],
  );
  return row ?? null;
}

/** Records that DATA is about to begin, while the lease is ours; false when it is not. */
export async function markHandedOver(db: Queryable, noticeId: string, obligationId: string, lease: string): Promise<boolean> {
  const rows = await db.query(
    `update notices set state = 'handed_over', attempts = attempts + 1, uncertain = uncertain + 1, attempted_at = now()
     where id = $1 and exists (select from obligations where id = $2 and lease = $3 and leased_until > now())
     returning 1`,
    [noticeId, obligationId, lease],
  );
  return rows.length === 1;
}

export type NoticeResult = "sent" | "deferred" | "uncertain" | "failed";

/** Records what became of an attempt. An answer of the relay makes the hand-over certain again. */
export async function recordAttempt(tx: Transaction, noticeId: string, result: NoticeResult, response: string): Promise<void> {
  await tx.query(
    `update notices
     set state = case $2 when 'sent' then 'sent' when 'failed' then 'failed' when 'deferred' then 'due' else 'handed_over' end,
         uncertain = case when $2 in ('sent', 'deferred') and state = 'handed_over' then uncertain - 1 else uncertain end,
         last_response = $3, attempted_at = now(), sent_at = case when $2 = 'sent' then now() else sent_at end
     where id = $1`,
    [noticeId, result, response],
  );
}

/** A person wants the given-up notices of an incident tried again, with a fresh start. */
export async function reviveNotices(tx: Transaction, incidentId: string): Promise<void> {
  await tx.query("update notices set state = 'due', uncertain = 0 where incident_id = $1 and state = 'failed'", [incidentId]);
}
