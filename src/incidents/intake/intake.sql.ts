import type { Queryable, Transaction } from "../../db/database.ts";
import type { Fingerprint } from "../../kernel/keyring.ts";
import { currentTrace } from "../../telemetry/tracing.ts";
import type { IncidentState } from "../state.ts";

export interface DeliveryRow {
  id: string;
  source: string;
  bodyHash: Fingerprint;
  records: number;
}

/** Adds deliveries; answers those that are new. Sorted by the caller, like all multi-row writes: unsorted upserts deadlock. */
export function insertDeliveries(
  tx: Transaction,
  rows: readonly DeliveryRow[],
): Promise<{ id: string; source: string; bodyHash: Fingerprint }[]> {
  return tx.query(
    `insert into deliveries (id, source, body_hash, records)
     select id, source, decode(body_hash, 'hex'), records
     from unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) as d (id, source, body_hash, records)
     on conflict (source, body_hash) do nothing
     returning id, source, encode(body_hash, 'hex') as "bodyHash"`,
    [rows.map((row) => row.id), rows.map((row) => row.source), rows.map((row) => row.bodyHash), rows.map((row) => row.records)],
  );
}

/** Keeps the answer for those who send the same again. */
export function recordLabels(tx: Transaction, deliveries: readonly { id: string; labels: string }[]): void {
  if (deliveries.length === 0) return;
  tx.send(`update deliveries d set labels = l.labels from unnest($1::uuid[], $2::text[]) as l (id, labels) where d.id = l.id`, [
    deliveries.map(({ id }) => id),
    deliveries.map(({ labels }) => labels),
  ]);
}

export interface RecordedDelivery {
  id: string;
  source: string;
  bodyHash: Fingerprint;
  labels: string | null;
}

export function selectDeliveries(db: Queryable, sources: readonly string[], hashes: readonly Fingerprint[]): Promise<RecordedDelivery[]> {
  return db.query(
    `select d.id, d.source, k.body_hash as "bodyHash", d.labels
     from unnest($1::text[], $2::text[]) as k (source, body_hash)
     join deliveries d on d.source = k.source and d.body_hash = decode(k.body_hash, 'hex')`,
    [sources, hashes],
  );
}

export interface PostponedDelivery {
  id: string;
  source: string;
  bodyHash: Fingerprint;
  receivedAt: Date;
  sealed: Buffer;
  /** Labels of the records that were decided so far; null while none is. */
  decided: string | null;
}

/** Deliveries that are not accepted whole after all. */
export function removeDeliveries(tx: Transaction, ids: readonly string[]): void {
  if (ids.length > 0) tx.send("delete from deliveries where id = any($1::uuid[])", [ids]);
}

/**
 * Keeps a delivery sealed, to be gone on with in the trace that is under way; false when it is there already, or was accepted.
 * What was decided of one that is there is added to it.
 */
export async function insertPostponed(tx: Transaction, row: PostponedDelivery, trace = currentTrace()): Promise<boolean> {
  const [kept] = await tx.query<{ id: string }>(
    `insert into postponed_deliveries as p (id, source, body_hash, received_at, sealed_body, trace, decided)
     select $1::uuid, $2::text, decode($3, 'hex'), $4::timestamptz, $5::bytea, $6::text, $7::text
     where not exists (select 1 from deliveries where source = $2::text and body_hash = decode($3, 'hex'))
     on conflict (source, body_hash) do update set decided = coalesce(excluded.decided, p.decided) returning id`,
    [row.id, row.source, row.bodyHash, row.receivedAt, row.sealed, trace, row.decided],
  );
  return kept?.id === row.id;
}

export async function selectPostponed(db: Queryable, id: string): Promise<PostponedDelivery | null> {
  const [row] = await db.query<PostponedDelivery>(
    `select id, source, encode(body_hash, 'hex') as "bodyHash", received_at as "receivedAt", sealed_body as sealed, decided
     from postponed_deliveries where id = $1`,
    [id],
  );
  return row ?? null;
}

/** What was accepted need not be kept sealed any more, nor be classified by a job. */
export function forgetPostponed(tx: Transaction, deliveries: readonly { source: string; bodyHash: Fingerprint }[]): void {
  tx.send(
    `with gone as (
       delete from postponed_deliveries p using unnest($1::text[], $2::text[]) as d (source, body_hash)
       where p.source = d.source and p.body_hash = decode(d.body_hash, 'hex') returning p.id
     )
     delete from obligations o using gone where o.delivery_id = gone.id`,
    [deliveries.map(({ source }) => source), deliveries.map(({ bodyHash }) => bodyHash)],
  );
}

export interface LockedIncident {
  id: string;
  fingerprint: Fingerprint;
  state: IncidentState;
  round: number;
  revokedAt: Date | null;
  /** Two people said that it may live on for now. */
  accepted: boolean;
}

/** Locks the incidents with these fingerprints, in order. */
export function lockIncidents(tx: Transaction, fingerprints: readonly Fingerprint[]): Promise<LockedIncident[]> {
  return tx.query(
    `select id, encode(fingerprint, 'hex') as fingerprint, state, round, revoked_at as "revokedAt",
       closed_as is not distinct from 'accepted_risk' and risk_until > now() as accepted
     from incidents where fingerprint in (select decode(f, 'hex') from unnest($1::text[]) as u (f)) order by incidents.fingerprint for update`,
    [fingerprints],
  );
}

/** What a report says of an incident; `id` is the incident's. */
export interface IncidentFacts {
  id: string;
  state: IncidentState;
  verdict: string;
  verdict_detail: string;
  format: string;
  issuer: string;
  token_id: string | null;
  token_hint: string;
  token_name: string | null;
  token_created_at: Date | null;
  token_used_at: Date | null;
  token_caveats: unknown;
  copy_expires_at: Date | null;
  owner_name: string | null;
  owner_email: string | null;
  owner_locale: string | null;
  source: string;
  reported_at: Date;
  /** Absent where they are null or false, which is nearly always. */
  backfill?: boolean;
  plan?: "suspend";
  attention_reason?: string;
  sealed_token?: string;
  contacts?: unknown;
  trace?: string;
}

export interface NewIncident extends IncidentFacts {
  fingerprint: Fingerprint;
  occurrence_count: number;
  round: number;
  purge_days: number | null;
}

const FACT_TYPES = `id uuid, state text, verdict text, verdict_detail text, format text, issuer text, token_id text, token_hint text,
  token_name text, token_created_at timestamptz, token_used_at timestamptz, token_caveats jsonb,
  copy_expires_at timestamptz,
  owner_name text, owner_email text, owner_locale text, source text, reported_at timestamptz,
  plan text, attention_reason text, sealed_token text, contacts jsonb, backfill boolean, trace text`;

/** Adds incidents; answers the ids of those whose fingerprint nobody else added meanwhile. */
export async function insertIncidents(tx: Transaction, rows: readonly NewIncident[]): Promise<Set<string>> {
  const inserted = await tx.query<{ id: string }>(
    `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_id, token_hint, token_name,
       token_created_at, token_used_at, token_caveats, copy_expires_at, owner_name, owner_email, owner_locale, source, occurrence_count, round,
       reported_at, verified_at, purge_at, plan, attention_reason, sealed_token, contacts, backfill, trace)
     select id, decode(fingerprint, 'hex'), state, verdict, verdict_detail, format, issuer, token_id, token_hint, token_name,
       token_created_at, token_used_at, token_caveats, copy_expires_at, owner_name, owner_email, owner_locale, source, occurrence_count, round,
       reported_at, now(), now() + make_interval(days => purge_days), plan, attention_reason, sealed_token, contacts,
       coalesce(backfill, false), trace
     from json_to_recordset($1::json) as r (${FACT_TYPES}, fingerprint text, occurrence_count int, round int, purge_days int)
     on conflict (fingerprint) do nothing
     returning id`,
    [JSON.stringify(rows)],
  );
  return new Set(inserted.map((row) => row.id));
}

/** A known incident turned out to be a live leak: its facts are renewed and a new round begins. */
export function confirmIncidents(tx: Transaction, rows: readonly IncidentFacts[]): void {
  if (rows.length === 0) return;
  tx.send(
    `update incidents i
     set state = r.state, verdict = r.verdict, verdict_detail = r.verdict_detail, token_hint = r.token_hint, token_name = r.token_name,
         token_used_at = r.token_used_at, token_caveats = r.token_caveats, copy_expires_at = r.copy_expires_at,
         owner_name = r.owner_name, owner_email = r.owner_email, owner_locale = r.owner_locale, source = r.source,
         round = i.round + 1, reported_at = r.reported_at, verified_at = now(),
         revoked_at = null, notified_at = null, closed_at = null, attention_reason = r.attention_reason, purge_at = null,
         plan = r.plan, sealed_token = r.sealed_token, suspended_at = null,
         contacts = r.contacts, requested_reason = null, unreachable_at = null, owner_says = null, owner_said_at = null, backfill = coalesce(r.backfill, false),
         closed_as = null, risk_until = null, risk_asked_by = null, trace = r.trace
     from json_to_recordset($1::json) as r (${FACT_TYPES})
     where i.id = r.id`,
    [JSON.stringify(rows)],
  );
}

export interface NewOccurrence {
  incident_id: string;
  delivery_id: string;
  source: string;
  place_hash: Fingerprint;
  reported_type: string;
  url: string | null;
  place: string | null;
  copy_detail: string;
}

/**
 * Adds the places that were not known yet and counts them on their incidents, but for those inserted just now. Of a known one it is
 * noted that it was told of again, at most once a minute: a source that repeats itself costs no write per record.
 */
export function insertOccurrences(tx: Transaction, rows: readonly NewOccurrence[], counted: readonly string[]): void {
  tx.send(
    `with told as (
       select incident_id, delivery_id, source, decode(place_hash, 'hex') as place_hash, reported_type, url, place, copy_detail
       from json_to_recordset($1::json) as r
         (incident_id uuid, delivery_id uuid, source text, place_hash text, reported_type text, url text, place text, copy_detail text)
     ), added as (
       insert into occurrences (incident_id, delivery_id, source, place_hash, reported_type, url, place, copy_detail)
       select * from told on conflict (incident_id, place_hash) do nothing
       returning incident_id
     ), again as (
       update occurrences o set last_seen_at = now() from told t
       where t.incident_id = any($2::uuid[]) and o.incident_id = t.incident_id and o.place_hash = t.place_hash
         and coalesce(o.last_seen_at, o.seen_at) < now() - interval '1 minute'
     ), more as (
       select incident_id, count(*)::int as n from added where incident_id = any($2::uuid[]) group by incident_id
     )
     update incidents i set occurrence_count = i.occurrence_count + more.n from more where i.id = more.incident_id`,
    [JSON.stringify(rows), counted],
  );
}
