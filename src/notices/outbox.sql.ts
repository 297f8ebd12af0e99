import type { Queryable, Transaction } from "../db/database.ts";
import type { NoticeTemplate } from "./notice.ts";

export interface NoticeRow {
  id: string;
  obligationId: string;
  incidentId: string;
  template: NoticeTemplate;
  round: number;
  name: string;
  email: string;
  locale: string | null;
  messageId: string;
}

/** Adds notices and the obligations to send them; answers how many are new. */
export async function insertNotices(tx: Transaction, rows: readonly NoticeRow[]): Promise<number> {
  const added = await tx.query(
    `with wanted as (
       select * from json_to_recordset($1::json) as r
         (id uuid, "obligationId" uuid, "incidentId" uuid, template text, round int, name text, email text, locale text, "messageId" text)
     ), added as (
       insert into notices (id, incident_id, template, round, recipient_name, recipient_email, locale, message_id)
       select id, "incidentId", template, round, name, email, coalesce(locale, 'en'), "messageId" from wanted
       on conflict (incident_id, template, round, recipient_email) do nothing
       returning id, incident_id
     )
     insert into obligations (id, kind, incident_id, notice_id)
     select wanted."obligationId", 'notify', added.incident_id, added.id from added join wanted on wanted.id = added.id
     returning 1`,
    [JSON.stringify(rows)],
  );
  return added.length;
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

/** Notices by id. */
export async function readNotices(db: Queryable, ids: readonly string[]): Promise<Map<string, DueNotice>> {
  const rows = await db.query<DueNotice>(
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
     where n.id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** A mail that is about to be handed over. */
export interface Handover {
  readonly noticeId: string;
  readonly obligationId: string;
  readonly lease: string;
}

/** Records that DATA is about to begin, where the lease is still held; answers for each whether it is. */
export async function markHandedOver(db: Queryable, handovers: readonly Handover[]): Promise<boolean[]> {
  const rows = await db.query<{ id: string }>(
    `update notices n set state = 'handed_over', attempts = n.attempts + 1, uncertain = n.uncertain + 1, attempted_at = now()
     from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as h (notice, obligation, lease)
     join obligations o on o.id = h.obligation and o.lease = h.lease and o.leased_until > now()
     where n.id = h.notice
     returning n.id`,
    [handovers.map(({ noticeId }) => noticeId), handovers.map(({ obligationId }) => obligationId), handovers.map(({ lease }) => lease)],
  );
  const marked = new Set(rows.map((row) => row.id));
  return handovers.map(({ noticeId }) => marked.has(noticeId));
}

export type NoticeResult = "sent" | "deferred" | "uncertain" | "failed";

export interface Attempt {
  readonly noticeId: string;
  readonly result: NoticeResult;
  readonly response: string;
}

/** Records what became of attempts. An answer of the relay makes the hand-over certain again. */
export async function recordAttempts(tx: Transaction, attempts: readonly Attempt[]): Promise<void> {
  await tx.query(
    `update notices n
     set state = case a.result when 'sent' then 'sent' when 'failed' then 'failed' when 'deferred' then 'due' else 'handed_over' end,
         uncertain = case when a.result in ('sent', 'deferred') and n.state = 'handed_over' then n.uncertain - 1 else n.uncertain end,
         last_response = a.response, attempted_at = now(), sent_at = case when a.result = 'sent' then now() else n.sent_at end
     from unnest($1::uuid[], $2::text[], $3::text[]) as a (id, result, response)
     where n.id = a.id`,
    [attempts.map(({ noticeId }) => noticeId), attempts.map(({ result }) => result), attempts.map(({ response }) => response)],
  );
}

/** A person wants the given-up notices of an incident tried again, with a fresh start. */
export async function reviveNotices(tx: Transaction, incidentId: string): Promise<void> {
  await tx.query("update notices set state = 'due', uncertain = 0 where incident_id = $1 and state = 'failed'", [incidentId]);
}
