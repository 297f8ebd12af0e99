import type { Queryable } from "../../db/database.ts";
import type { Fingerprint } from "../../kernel/keyring.ts";
import type { NoticeState } from "../../notices/delivery/attempts.sql.ts";
import type { Contact } from "../../notices/recipients.ts";
import { UNASSIGNED } from "../casework/assignees.ts";
import type { Closing } from "../casework/closing.ts";
import type { IncidentState } from "../state.ts";
import type { Verdict } from "../verdict.ts";
import { rangeFrom, readAge, readCount } from "./ranges.ts";

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
  token_created_at: Date | null;
  token_used_at: Date | null;
  token_caveats: { kind: string; text: string }[];
  copy_expires_at: Date | null;
  fingerprint: string;
  owner_name: string | null;
  owner_email: string | null;
  source: string;
  occurrence_count: number;
  attention_reason: string | null;
  unreachable_at: Date | null;
  owner_says: string | null;
  owner_said_at: Date | null;
  assigned_to: string | null;
  closed_as: Closing | null;
  risk_until: Date | null;
  risk_asked_by: string | null;
  reported_at: Date;
  verified_at: Date | null;
  revoked_at: Date | null;
  notified_at: Date | null;
  closed_at: Date | null;
}

const COLUMNS = `id, state, verdict, verdict_detail, format, issuer, token_id, token_hint, token_name, token_created_at, token_used_at, token_caveats, copy_expires_at,
  encode(fingerprint, 'hex') as fingerprint, owner_name, owner_email, source, occurrence_count, attention_reason, unreachable_at, owner_says, owner_said_at, assigned_to, closed_as, risk_until, risk_asked_by,
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
  /** How long ago it was reported: as `readAge` takes it. */
  readonly age: string | null;
  /** As `readCount` takes it. */
  readonly occurrences: string | null;
  /** Whose it is, by name. */
  readonly assignee: string | null;
  /** Whom a comment names. */
  readonly mentions: string | null;
}

export interface ListPosition {
  readonly reportedAt: Date;
  readonly id: string;
}

/** Whether an incident fits a filter; its values are the first parameters of the statement. What needs a person has a reason, which is indexed. */
export const FITS = `($1::text is null or state = $1) and ($1 is distinct from 'needs_attention' or attention_reason is not null) and ($2::text is null or verdict = $2) and ($3::text is null or format = $3)
       and ($4::text is null or issuer = $4) and ($5::text is null or source = $5) and ($6::text is null or token_id = $6)
       and ($7::text is null or lower(owner_email) = lower($7))
       and ($8::float8 is null or reported_at < now() - make_interval(secs => $8))
       and ($9::float8 is null or reported_at > now() - make_interval(secs => $9))
       and ($10::int is null or occurrence_count > $10) and ($11::int is null or occurrence_count < $11)
       and ($12::text is null or case when lower($12) = '${UNASSIGNED}' then assigned_to is null else lower(assigned_to) = lower($12) end)
       and ($13::text is null or id = any(array(select incident_id from mentions where person = lower($13) order by at desc limit 1000)))`;

/** The values of `FITS`, in their order. */
export function fitValues(filter: IncidentFilter): (string | number | null)[] {
  const { format, issuer, owner, source, state, token, verdict } = filter;
  const age = rangeFrom(filter.age, readAge);
  const occurrences = rangeFrom(filter.occurrences, readCount);
  return [
    state,
    verdict,
    format,
    issuer,
    source,
    token,
    owner,
    age.above,
    age.below,
    occurrences.above,
    occurrences.below,
    filter.assignee,
    filter.mentions,
  ];
}

const AFTER = "($14::timestamptz is null or (reported_at, id) < ($14, $15::uuid))";

/** Newest first, after `position` and up to `end`; keyset, so that every page costs the same. */
export function selectIncidents(
  db: Queryable,
  filter: IncidentFilter,
  position: ListPosition | null,
  end: ListPosition | null,
  limit: number,
): Promise<IncidentRow[]> {
  return db.query<IncidentRow>(
    `select ${COLUMNS} from incidents
     where ${FITS} and ${AFTER} and ($16::timestamptz is null or (reported_at, id) >= ($16, $17::uuid))
     order by reported_at desc, id desc limit $18`,
    [...fitValues(filter), position?.reportedAt ?? null, position?.id ?? null, end?.reportedAt ?? null, end?.id ?? null, limit],
  );
}

/** Where the `count`-th incident after `position` is of those that an index finds; null when there are fewer. */
export async function selectAhead(
  db: Queryable,
  filter: IncidentFilter,
  position: ListPosition | null,
  count: number,
): Promise<ListPosition | null> {
  const [row] = await db.query<ListPosition>(
    `select reported_at as "reportedAt", id from incidents where ${FITS} and ${AFTER} order by reported_at desc, id desc offset $16 limit 1`,
    [
      ...fitValues({ ...filter, ...UNINDEXED, assignee: isUnassigned(filter) ? null : filter.assignee }),
      position?.reportedAt ?? null,
      position?.id ?? null,
      count - 1,
    ],
  );
  return row ?? null;
}

// What only reading an incident tells.
const UNINDEXED = {
  state: null,
  verdict: null,
  format: null,
  issuer: null,
  source: null,
  occurrences: null,
} satisfies Partial<IncidentFilter>;

/** Whether a filter asks for something that no index knows. */
export function isReadThrough(filter: IncidentFilter): boolean {
  return isUnassigned(filter) || Object.keys(UNINDEXED).some((key) => filter[key as keyof typeof UNINDEXED] !== null);
}

function isUnassigned({ assignee }: IncidentFilter): boolean {
  return assignee?.toLowerCase() === UNASSIGNED;
}

/** What waits for a person, newest first, after `position`. */
export function selectAttention(db: Queryable, position: ListPosition | null, limit: number): Promise<IncidentRow[]> {
  return db.query<IncidentRow>(
    `select ${COLUMNS} from incidents
     where attention_reason is not null and ($1::timestamptz is null or (reported_at, id) < ($1, $2::uuid))
     order by reported_at desc, id desc limit $3`,
    [position?.reportedAt ?? null, position?.id ?? null, limit],
  );
}

/** What is going on, each counted up to the same limit. */
export interface Numbers {
  attention: number;
  revoking: number;
  mails: number;
  /** Reported within the last 24 h. */
  today: number;
  /** Given-up work that belongs to no incident. */
  givenUp: number;
}

/** `incidentless`: the kinds of obligations that belong to no incident. */
export async function countNumbers(db: Queryable, incidentless: readonly string[], limit: number): Promise<Numbers> {
  const upTo = (what: string): string => `(select count(*)::int from (select ${what} limit $1) as counted)`;
  const [row] = await db.query<Numbers>(
    `select ${upTo("from incidents where attention_reason is not null")} as attention,
       ${upTo("from obligations where kind in ('revoke', 'revoke_elsewhere') and dead_at is null")} as revoking,
       ${upTo("from obligations where kind = 'notify' and dead_at is null")} as mails,
       ${upTo("from incidents where reported_at > now() - interval '24 hours' order by reported_at desc")} as today,
       ${upTo("from obligations where dead_at is not null and kind = any($2)")} as "givenUp"`,
    [limit, incidentless],
  );
  return row!;
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
  id: string;
  source: string;
  reported_type: string | null;
  url: string | null;
  place: string | null;
  copy_detail: string;
  seen_at: Date;
  /** When it was told of again; null: never. */
  last_seen_at: Date | null;
  purged_at: Date | null;
}

/** The first 1,000 places; the count on the incident tells of more. */
export function selectOccurrences(db: Queryable, incidentId: string): Promise<OccurrenceRow[]> {
  return db.query<OccurrenceRow>(
    `select id, source, reported_type, url, place, copy_detail, seen_at, last_seen_at, purged_at
     from occurrences where incident_id = $1 order by id limit 1000`,
    [incidentId],
  );
}

/** Whom else of a token its issuer named, with what of it concerns them. */
export async function selectContacts(db: Queryable, incidentId: string): Promise<readonly Contact[]> {
  const [row] = await db.query<{ contacts: Contact[] | null }>("select contacts from incidents where id = $1", [incidentId]);
  return (row?.contacts ?? []).filter(({ relation }) => relation !== "self");
}

/** One place of an incident. */
export async function selectPlace(db: Queryable, incidentId: string, id: string): Promise<Pick<OccurrenceRow, "source" | "url"> | null> {
  const [row] = await db.query<Pick<OccurrenceRow, "source" | "url">>(
    "select source, url from occurrences where incident_id = $1 and id = $2::bigint",
    [incidentId, id],
  );
  return row ?? null;
}

export interface NoticeViewRow {
  id: string;
  template: string;
  recipient_email: string;
  state: NoticeState;
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
    `select 'revoking' as state, count(*)::int as count from obligations where kind in ('revoke', 'revoke_elsewhere') and dead_at is null
     union all
     select 'needs_attention', count(*)::int from incidents where attention_reason is not null`,
  );
}
