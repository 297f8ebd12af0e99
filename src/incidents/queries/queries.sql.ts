import type { Queryable } from "../../db/database.ts";
import type { Fingerprint } from "../../kernel/keyring.ts";
import type { IncidentState } from "../state.ts";
import type { Verdict } from "../verdict.ts";

export interface IncidentRow {
  id: string;
  state: IncidentState;
  verdict: Verdict;
  verdict_detail: string;
  format: string;
  issuer: string;
  token_id: string | null;
  token_hint: string;
  token_name: string | null;
  token_caveats: { kind: string; text: string }[];
  fingerprint: string;
  owner_name: string | null;
  owner_email: string | null;
  source: string;
  occurrence_count: number;
  attention_reason: string | null;
  reported_at: Date;
  verified_at: Date | null;
  revoked_at: Date | null;
  notified_at: Date | null;
  closed_at: Date | null;
}

const COLUMNS = `id, state, verdict, verdict_detail, format, issuer, token_id, token_hint, token_name, token_caveats,
  encode(fingerprint, 'hex') as fingerprint, owner_name, owner_email, source, occurrence_count, attention_reason,
  reported_at, verified_at, revoked_at, notified_at, closed_at`;

/** What a list may be narrowed to; null does not narrow. */
export interface IncidentFilter {
  readonly state: string | null;
  readonly verdict: string | null;
  readonly format: string | null;
  readonly issuer: string | null;
  readonly source: string | null;
  readonly token: string | null;
  readonly owner: string | null;
}

export interface ListPosition {
  readonly reportedAt: Date;
  readonly id: string;
}

/** Newest first, after `position`; keyset, so that every page costs the same. */
export function selectIncidents(
  db: Queryable,
  filter: IncidentFilter,
  position: ListPosition | null,
  limit: number,
): Promise<IncidentRow[]> {
  return db.query<IncidentRow>(
    `select ${COLUMNS} from incidents
     where ($1::text is null or state = $1) and ($2::text is null or verdict = $2) and ($3::text is null or format = $3)
       and ($4::text is null or issuer = $4) and ($5::text is null or source = $5) and ($6::text is null or token_id = $6)
       and ($7::text is null or lower(owner_email) = lower($7))
       and ($8::timestamptz is null or (reported_at, id) < ($8, $9::uuid))
     order by reported_at desc, id desc limit $10`,
    [
      filter.state,
      filter.verdict,
      filter.format,
      filter.issuer,
      filter.source,
      filter.token,
      filter.owner,
      position?.reportedAt ?? null,
      position?.id ?? null,
      limit,
    ],
  );
}

export async function selectIncident(db: Queryable, id: string): Promise<IncidentRow | null> {
  const [row] = await db.query<IncidentRow>(`select ${COLUMNS} from incidents where id = $1`, [id]);
  return row ?? null;
}

export async function selectIncidentByFingerprint(db: Queryable, fingerprint: Fingerprint): Promise<IncidentRow | null> {
  const [row] = await db.query<IncidentRow>(`select ${COLUMNS} from incidents where fingerprint = decode($1, 'hex')`, [fingerprint]);
  return row ?? null;
}

export interface OccurrenceRow {
  source: string;
  reported_type: string | null;
  url: string | null;
  place: string | null;
  copy_detail: string;
  seen_at: Date;
  purged_at: Date | null;
}

/** The first 1,000 places; the count on the incident tells of more. */
export function selectOccurrences(db: Queryable, incidentId: string): Promise<OccurrenceRow[]> {
  return db.query<OccurrenceRow>(
    `select source, reported_type, url, place, copy_detail, seen_at, purged_at
     from occurrences where incident_id = $1 order by id limit 1000`,
    [incidentId],
  );
}

export interface NoticeViewRow {
  id: string;
  template: string;
  recipient_email: string;
  state: string;
  attempts: number;
  last_response: string | null;
  created_at: Date;
  attempted_at: Date | null;
  sent_at: Date | null;
  message_id: string;
}

export function selectNotices(db: Queryable, incidentId: string): Promise<NoticeViewRow[]> {
  return db.query<NoticeViewRow>(
    `select id, template, recipient_email, state, attempts, last_response, created_at, attempted_at, sent_at, message_id
     from notices where incident_id = $1 order by created_at, id`,
    [incidentId],
  );
}

/** How many incidents are not at an end, by state; counted where an index or a short table tells. */
export function countOpen(db: Queryable): Promise<{ state: IncidentState; count: number }[]> {
  return db.query(
    `select 'revoking' as state, count(*)::int as count from obligations where kind = 'revoke' and dead_at is null
     union all
     select 'needs_attention', count(*)::int from incidents where attention_reason is not null`,
  );
}
