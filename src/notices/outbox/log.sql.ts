import type { Queryable } from "../../db/database.ts";
import type { Try } from "../../obligations/tries.ts";
import type { NoticeState } from "../delivery/attempts.sql.ts";
import type { OwedTemplate } from "./outbox.sql.ts";

export interface NoticeFilter {
  /** Null: whatever their state. */
  readonly states: readonly NoticeState[] | null;
  readonly template: OwedTemplate | null;
}

/** A mail as people see it in the log, and what its incident is like now. */
export interface NoticeLine {
  id: string;
  incident_id: string;
  token_hint: string;
  template: OwedTemplate;
  audience: "owner" | "operator";
  round: number;
  recipient_email: string;
  locale: string;
  message_id: string;
  state: NoticeState;
  attempts: number;
  last_response: string | null;
  created_at: Date;
  attempted_at: Date | null;
  sent_at: Date | null;
  /** Another mail tells it, or told it. */
  folded_into: string | null;
  next_at: Date | null;
  /** It was given up and can be tried again. */
  dead_at: Date | null;
  /** Why nothing may be sent to the address; null: it may. */
  suppressed: string | null;
  incident_state: string;
  incident_round: number;
  revoked_at: Date | null;
  suspended_at: Date | null;
  tries: readonly Try[] | null;
}

const LINES = `select n.id, n.incident_id, i.token_hint, n.template, n.audience, n.round, n.recipient_email, n.locale, n.message_id, n.state,
    n.attempts, n.last_response, n.tries, n.created_at, n.attempted_at, n.sent_at, n.folded_into,
    case when o.dead_at is null then o.due_at end as next_at, o.dead_at,
    case when a.bad_since is not null then coalesce(a.bad_reason, '') end as suppressed,
    i.state as incident_state, i.round as incident_round, i.revoked_at, i.suspended_at
  from notices n
  join incidents i on i.id = n.incident_id
  left join obligations o on o.incident_id = n.incident_id and coalesce(o.notice_id, o.incident_id) = n.id
  left join mail_addresses a on a.address = lower(n.recipient_email)`;

/** Newest first, those before the notice `before`. */
export function selectNoticeLines(db: Queryable, filter: NoticeFilter, before: string | null, limit: number): Promise<NoticeLine[]> {
  return db.query<NoticeLine>(
    `${LINES}
     where ($1::text[] is null or n.state = any($1)) and ($2::text is null or n.template = $2)
       and ($3::uuid is null or (n.created_at, n.id) < (select created_at, id from notices where id = $3))
     order by n.created_at desc, n.id desc limit $4`,
    [filter.states, filter.template, before, limit],
  );
}

/** How many of the list, counted up to `limit`, were owed at a time or later. */
export async function countNoticesSince(db: Queryable, filter: NoticeFilter, at: Date, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from (
       select from notices n where ($1::text[] is null or n.state = any($1)) and ($2::text is null or n.template = $2) and n.created_at >= $3 limit $4
     ) lines`,
    [filter.states, filter.template, at, limit],
  );
  return row?.count ?? 0;
}

export async function selectNoticeLine(db: Queryable, id: string): Promise<NoticeLine | null> {
  const [row] = await db.query<NoticeLine>(`${LINES} where n.id = $1`, [id]);
  return row ?? null;
}

/** The notices that the mail of this one tells, or told, as well. */
export async function selectFollowers(db: Queryable, id: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>("select id from notices where folded_into = $1 order by created_at, id limit 500", [id]);
  return rows.map((row) => row.id);
}
