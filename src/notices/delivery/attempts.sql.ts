import type { Queryable, Transaction } from "../../db/database.ts";
import { withTry } from "../../obligations/tries.ts";
import type { OwedTemplate } from "../outbox/outbox.sql.ts";

export type NoticeState = "due" | "handed_over" | "sent" | "failed" | "folded" | "bounced";

/** A notice with all that its mail tells. */
export interface DueNotice {
  id: string;
  state: NoticeState;
  uncertain: number;
  template: OwedTemplate;
  audience: "owner" | "operator";
  recipientName: string;
  recipientEmail: string;
  locale: string;
  brief: boolean;
  concerns: string[] | null;
  reason: string | null;
  messageId: string;
  createdAt: Date;
  foldedInto: string | null;
  incidentId: string;
  ownerName: string | null;
  tokenId: string | null;
  tokenName: string | null;
  tokenHint: string;
  tokenCreatedAt: Date | null;
  tokenUsedAt: Date | null;
  tokenCaveats: { kind: string; text: string }[];
  copyExpiresAt: Date | null;
  verdictDetail: string;
  source: string;
  url: string | null;
  place: string | null;
  occurrenceCount: number;
  reportedAt: Date;
  revokedAt: Date | null;
  suspendedAt: Date | null;
  /** When what is suspended is revoked for good. */
  finishAt: Date | null;
  /** Of the first mail about this that went to this recipient before. */
  threadId: string | null;
  /** Places that came to be known since the last mail. */
  newPlaces: number;
}

const COLUMNS = `n.id, n.state, n.uncertain, n.template, n.audience, n.recipient_name as "recipientName", n.recipient_email as "recipientEmail",
  n.locale, n.brief, n.concerns, n.reason, n.message_id as "messageId", n.created_at as "createdAt", n.folded_into as "foldedInto",
  i.id as "incidentId", i.owner_name as "ownerName", i.token_id as "tokenId", i.token_name as "tokenName", i.token_hint as "tokenHint",
  i.token_created_at as "tokenCreatedAt", i.token_used_at as "tokenUsedAt", i.token_caveats as "tokenCaveats", i.copy_expires_at as "copyExpiresAt",
  i.verdict_detail as "verdictDetail", i.source, o.url, o.place, i.occurrence_count as "occurrenceCount",
  i.reported_at as "reportedAt", i.revoked_at as "revokedAt", i.suspended_at as "suspendedAt", finish.at as "finishAt",
  coalesce(leader.message_id, before.message_id) as "threadId", fresh.count as "newPlaces"`;

/** Notices by id, and those that their mails tell as well. */
export async function readNotices(db: Queryable, ids: readonly string[]): Promise<Map<string, DueNotice>> {
  const rows = await db.query<DueNotice>(
    `select ${COLUMNS}
     from (select * from notices where id = any($1::uuid[]) union select * from notices where folded_into = any($1::uuid[]) and state = 'folded') n
     join incidents i on i.id = n.incident_id
     left join lateral (
       select message_id, folded_into, sent_at from notices b
       where b.incident_id = n.incident_id and b.recipient_email = n.recipient_email and b.state = 'sent' and b.id <> n.id
       order by sent_at limit 1
     ) before on true
     left join notices leader on leader.id = before.folded_into
     left join lateral (
       select max(sent_at) as at from notices b
       where n.template = 'found_again' and b.incident_id = n.incident_id and b.recipient_email = n.recipient_email and b.state = 'sent'
     ) told on true
     left join lateral (
       select count(*)::int as count from occurrences where n.template = 'found_again' and incident_id = i.id and seen_at > told.at
     ) fresh on true
     left join lateral (
       select url, place from occurrences where incident_id = i.id and purged_at is null
       order by (url is null), (case when n.template = 'found_again' then seen_at end) desc nulls last, id limit 1
     ) o on true
     left join lateral (
       select due_at as at from obligations where n.template = 'suspended' and incident_id = i.id and kind = 'revoke_elsewhere' and dead_at is null limit 1
     ) finish on true
     order by n.created_at, n.id`,
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
  /** Whether this attempt recorded a hand-over. */
  readonly handedOver: boolean;
  readonly response: string;
}

/**
 * Records what became of attempts. An answer of the relay makes its own hand-over certain again, and no other. What a mail
 * told as well ends with it.
 */
export function recordAttempts(tx: Transaction, attempts: readonly Attempt[]): void {
  tx.send(
    `with a as (
       select * from unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) as a (id, result, response, certain)
     ), own as (
       update notices n
       set state = case when a.result in ('sent', 'failed') then a.result when a.result = 'deferred' and n.uncertain = a.certain then 'due' else 'handed_over' end,
           uncertain = n.uncertain - a.certain,
           last_response = a.response, attempted_at = now(), sent_at = case when a.result = 'sent' then now() else n.sent_at end,
           tries = ${withTry("n.tries", "a.response")}
       from a where n.id = a.id
     )
     update notices n set state = a.result, last_response = a.response, attempted_at = now(), sent_at = case when a.result = 'sent' then now() end
     from a where n.folded_into = a.id and n.state = 'folded' and a.result in ('sent', 'failed')`,
    [
      attempts.map(({ noticeId }) => noticeId),
      attempts.map(({ result }) => result),
      attempts.map(({ response }) => response),
      attempts.map(({ handedOver, result }) => Number(handedOver && (result === "sent" || result === "deferred"))),
    ],
  );
}
