import type { Queryable, Transaction } from "../../db/database.ts";
import type { Fingerprint } from "../../kernel/keyring.ts";

export interface NewAlert {
  readonly id: string;
  readonly incidentId: string;
  readonly source: string;
  readonly alertHash: Fingerprint;
  readonly sealed: Buffer;
}

export function rememberAlerts(tx: Transaction, rows: readonly NewAlert[]): void {
  if (rows.length === 0) return;
  tx.send(
    `insert into alerts (id, incident_id, source, alert_hash, sealed)
     select id, incident_id, source, decode(alert_hash, 'hex'), sealed
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[]) as a (id, incident_id, source, alert_hash, sealed)
     on conflict do nothing`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.incidentId),
      rows.map((row) => row.source),
      rows.map((row) => row.alertHash),
      rows.map((row) => row.sealed),
    ],
  );
}

/** Owes the alerts of those incidents whose token is dead for good the news of it, once a round. */
export function oweReportsBack(tx: Transaction, incidentIds: readonly string[]): void {
  if (incidentIds.length === 0) return;
  tx.send(
    `insert into obligations (id, kind, alert_id)
     select gen_random_uuid(), 'report_back', a.id
     from alerts a join incidents i on i.id = a.incident_id
     where a.incident_id = any($1::uuid[]) and i.revoked_at is not null and i.suspended_at is null and a.told_round is distinct from i.round
     on conflict do nothing`,
    [incidentIds],
  );
}

export interface AlertToTell {
  id: string;
  incidentId: string;
  source: string;
  sealed: Buffer;
  round: number;
  /** For good; a token that was restored meanwhile is alive. */
  revoked: boolean;
}

export async function readAlertToTell(db: Queryable, id: string): Promise<AlertToTell | null> {
  const [row] = await db.query<AlertToTell>(
    `select a.id, a.incident_id as "incidentId", a.source, a.sealed, i.round,
       i.revoked_at is not null and i.suspended_at is null and i.state in ('revoked', 'closed', 'needs_attention') as revoked
     from alerts a join incidents i on i.id = a.incident_id where a.id = $1`,
    [id],
  );
  return row ?? null;
}

/** Keeps a round from beginning unseen while the news of the one before is settled. To be taken before what is owed, as a round's own transaction does. */
export function holdRound(tx: Transaction, incidentId: string): void {
  tx.send("select 1 from incidents where id = $1 for share", [incidentId]);
}

export function markTold(tx: Transaction, id: string, round: number): void {
  tx.send("update alerts set told_round = $2 where id = $1", [id, round]);
}
