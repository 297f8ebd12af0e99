import type { Queryable, Transaction } from "../../db/database.ts";
import type { Fingerprint } from "../../kernel/keyring.ts";
import type { IncidentState } from "../state.ts";

export interface DeliveryRow {
  id: string;
  source: string;
  bodyHash: Fingerprint;
  records: number;
  labels: string;
}

/**
 * Adds deliveries, and completes those that were postponed; answers the rows that this call made or completed.
 * Sorted by the caller, like all multi-row writes: unsorted upserts deadlock.
 */
export function insertDeliveries(
  tx: Transaction,
  rows: readonly DeliveryRow[],
): Promise<{ id: string; source: string; bodyHash: Fingerprint; wasPostponed: boolean }[]> {
  return tx.query(
    `insert into deliveries (id, source, body_hash, state, records, labels)
     select id, source, decode(body_hash, 'hex'), 'processed', records, labels
     from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[]) as d (id, source, body_hash, records, labels)
     on conflict (source, body_hash) do update
       set state = 'processed', records = excluded.records, labels = excluded.labels, sealed_body = null
       where deliveries.state = 'pending'
     returning id, source, encode(body_hash, 'hex') as "bodyHash", xmax <> 0 as "wasPostponed"`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.source),
      rows.map((row) => row.bodyHash),
      rows.map((row) => row.records),
      rows.map((row) => row.labels),
    ],
  );
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

/** Commits a delivery sealed; false when it is there already. */
export async function insertPostponed(
  tx: Transaction,
  row: { id: string; source: string; bodyHash: Fingerprint; records: number; sealed: Buffer },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into deliveries (id, source, body_hash, state, records, sealed_body) values ($1, $2, decode($3, 'hex'), 'pending', $4, $5)
     on conflict (source, body_hash) do nothing returning 1`,
    [row.id, row.source, row.bodyHash, row.records, row.sealed],
  );
  return rows.length === 1;
}

export async function selectPostponed(db: Queryable, id: string): Promise<{ source: string; sealed: Buffer; receivedAt: Date } | null> {
  const [row] = await db.query<{ source: string; sealed: Buffer; receivedAt: Date }>(
    `select source, sealed_body as sealed, received_at as "receivedAt" from deliveries where id = $1 and state = 'pending'`,
    [id],
  );
  return row ?? null;
}

export async function meetClassifications(tx: Transaction, deliveryIds: readonly string[]): Promise<void> {
  if (deliveryIds.length === 0) return;
  await tx.query("delete from obligations where delivery_id = any($1::uuid[])", [deliveryIds]);
}

export interface LockedIncident {
  id: string;
  fingerprint: Fingerprint;
  state: IncidentState;
  revoked: boolean;
}

/** Locks the incidents with these fingerprints, in order. */
export function lockIncidents(tx: Transaction, fingerprints: readonly Fingerprint[]): Promise<LockedIncident[]> {
  return tx.query(
    `select id, encode(fingerprint, 'hex') as fingerprint, state, revoked_at is not null as revoked
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
  owner_name: string | null;
  owner_email: string | null;
  owner_locale: string | null;
  source: string;
  reported_at: Date;
}

export interface NewIncident extends IncidentFacts {
  fingerprint: Fingerprint;
  occurrence_count: number;
  round: number;
  purge_days: number | null;
}

const FACT_TYPES = `id uuid, state text, verdict text, verdict_detail text, format text, issuer text, token_id text, token_hint text,
  token_name text, token_created_at timestamptz, token_used_at timestamptz, token_caveats jsonb,
  owner_name text, owner_email text, owner_locale text, source text, reported_at timestamptz`;

/** Adds incidents; answers the ids of those whose fingerprint nobody else added meanwhile. */
export async function insertIncidents(tx: Transaction, rows: readonly NewIncident[]): Promise<Set<string>> {
  const inserted = await tx.query<{ id: string }>(
    `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_id, token_hint, token_name,
       token_created_at, token_used_at, token_caveats, owner_name, owner_email, owner_locale, source, occurrence_count, round,
       reported_at, verified_at, purge_at)
     select id, decode(fingerprint, 'hex'), state, verdict, verdict_detail, format, issuer, token_id, token_hint, token_name,
       token_created_at, token_used_at, token_caveats, owner_name, owner_email, owner_locale, source, occurrence_count, round,
       reported_at, now(), now() + make_interval(days => purge_days)
     from json_to_recordset($1::json) as r (${FACT_TYPES}, fingerprint text, occurrence_count int, round int, purge_days int)
     on conflict (fingerprint) do nothing
     returning id`,
    [JSON.stringify(rows)],
  );
  return new Set(inserted.map((row) => row.id));
}

/** A known incident turned out to be a live leak: its facts are renewed and a new round of revoking begins. */
export async function confirmIncidents(tx: Transaction, rows: readonly IncidentFacts[]): Promise<void> {
  await tx.query(
    `update incidents i
     set state = r.state, verdict = r.verdict, verdict_detail = r.verdict_detail, token_hint = r.token_hint, token_name = r.token_name,
         token_used_at = r.token_used_at, token_caveats = r.token_caveats,
         owner_name = r.owner_name, owner_email = r.owner_email, owner_locale = r.owner_locale, source = r.source,
         round = i.round + 1, reported_at = r.reported_at, verified_at = now(),
         revoked_at = null, notified_at = null, closed_at = null, attention_reason = null, purge_at = null
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

/** Adds the places that were not known yet and counts them on their incidents, but for those inserted just now. */
export async function insertOccurrences(tx: Transaction, rows: readonly NewOccurrence[], counted: readonly string[]): Promise<void> {
  await tx.query(
    `with added as (
       insert into occurrences (incident_id, delivery_id, source, place_hash, reported_type, url, place, copy_detail)
       select incident_id, delivery_id, source, decode(place_hash, 'hex'), reported_type, url, place, copy_detail
       from json_to_recordset($1::json) as r
         (incident_id uuid, delivery_id uuid, source text, place_hash text, reported_type text, url text, place text, copy_detail text)
       on conflict (incident_id, place_hash) do nothing
       returning incident_id
     ), more as (
       select incident_id, count(*)::int as n from added where incident_id = any($2::uuid[]) group by incident_id
     )
     update incidents i set occurrence_count = i.occurrence_count + more.n from more where i.id = more.incident_id`,
    [JSON.stringify(rows), counted],
  );
}
