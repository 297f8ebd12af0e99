import type { Queryable, Transaction } from "../../db/database.ts";
import type { Fingerprint } from "../../kernel/keyring.ts";

/** The incident of a copy that was proven before. */
export interface RememberedCopy {
  /** Of the exact copy. */
  copy: Fingerprint;
  /** Of the incident. */
  fingerprint: Fingerprint;
  revoked: boolean;
}

/** Of these exact copies, those that were proven before: by an id that the issuer had for them, or by their text. */
export function recallCopies(db: Queryable, copies: readonly Fingerprint[]): Promise<RememberedCopy[]> {
  return db.query(
    `with wanted as (select decode(f, 'hex') as fingerprint from unnest($1::text[]) as u (f)),
       found as (
         select c.fingerprint, c.incident_id as id from incident_copies c join wanted using (fingerprint)
         union all
         select i.fingerprint, i.id from incidents i join wanted using (fingerprint)
       )
     select encode(f.fingerprint, 'hex') as copy, encode(i.fingerprint, 'hex') as fingerprint, i.revoked_at is not null as revoked
     from found f join incidents i on i.id = f.id`,
    [copies],
  );
}

export function rememberCopies(tx: Transaction, rows: readonly { readonly copy: Fingerprint; readonly incidentId: string }[]): void {
  if (rows.length === 0) return;
  tx.send(
    `insert into incident_copies (fingerprint, incident_id)
     select decode(f, 'hex'), i from unnest($1::text[], $2::uuid[]) as u (f, i) order by f on conflict do nothing`,
    [rows.map(({ copy }) => copy), rows.map(({ incidentId }) => incidentId)],
  );
}

export async function readDatabaseTime(db: Queryable): Promise<Date> {
  const [row] = await db.query<{ now: Date }>("select clock_timestamp() as now");
  return row!.now;
}
