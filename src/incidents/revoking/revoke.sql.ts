import type { Queryable, Transaction } from "../../db/database.ts";
import type { IncidentState } from "../state.ts";

export interface RevokableIncident {
  id: string;
  state: IncidentState;
  issuer: string;
  tokenId: string | null;
  round: number;
  ownerName: string | null;
  ownerEmail: string | null;
  ownerLocale: string | null;
}

const COLUMNS = `id, state, issuer, token_id as "tokenId", round,
  owner_name as "ownerName", owner_email as "ownerEmail", owner_locale as "ownerLocale"`;

export function readIncidents(db: Queryable, ids: readonly string[]): Promise<RevokableIncident[]> {
  return db.query(`select ${COLUMNS} from incidents where id = any($1::uuid[])`, [ids]);
}

/** Locks incidents in the order in which every transaction locks them. */
export function lockRevokable(tx: Transaction, ids: readonly string[]): Promise<RevokableIncident[]> {
  return tx.query(`select ${COLUMNS} from incidents where id = any($1::uuid[]) order by fingerprint for update`, [ids]);
}

/** Answers the seconds from report to revocation, one per incident. */
export async function markRevoked(tx: Transaction, ids: readonly string[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<{ seconds: number }>(
    `update incidents set state = 'revoked', revoked_at = clock_timestamp(), attention_reason = null
     where id = any($1::uuid[])
     returning greatest(0, extract(epoch from revoked_at - reported_at))::float8 as seconds`,
    [ids],
  );
  return rows.map((row) => row.seconds);
}

export interface AttentionRow {
  readonly id: string;
  readonly state: IncidentState;
  readonly reason: string;
}

/** Moves incidents to the state that the table gives for giving up, with the reason a person will read. */
export async function markAttention(tx: Transaction, rows: readonly AttentionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `update incidents i set state = r.state, attention_reason = r.reason
     from unnest($1::uuid[], $2::text[], $3::text[]) as r (id, state, reason) where i.id = r.id`,
    [rows.map((row) => row.id), rows.map((row) => row.state), rows.map((row) => row.reason)],
  );
}

/** Answers the seconds from report to notice, one per incident. */
export async function markNotified(tx: Transaction, ids: readonly string[]): Promise<number[]> {
  const rows = await tx.query<{ seconds: number }>(
    `update incidents set notified_at = clock_timestamp() where id = any($1::uuid[])
     returning greatest(0, extract(epoch from notified_at - reported_at))::float8 as seconds`,
    [ids],
  );
  return rows.map((row) => row.seconds);
}
