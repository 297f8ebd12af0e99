import type { Queryable, Transaction } from "../../db/database.ts";
import type { Contact } from "../../notices/recipients.ts";
import type { RevokableIncident } from "./revoke.sql.ts";

/** An incident whose token lives elsewhere. */
export interface ElsewhereIncident extends RevokableIncident {
  format: string;
  source: string;
  verdictDetail: string;
  tokenName: string | null;
  sealedToken: string | null;
  suspended: boolean;
  /** Its owner says that it is a false positive: a person decides. */
  contested: boolean;
  plan: "suspend" | null;
}

const COLUMNS = `id, state, issuer, token_id as "tokenId", round, owner_name as "ownerName", owner_email as "ownerEmail",
  owner_locale as "ownerLocale", contacts, requested_reason as "requestedReason", backfill, untold_round is not distinct from round as untold, format, source, verdict_detail as "verdictDetail", token_name as "tokenName",
  sealed_token as "sealedToken", suspended_at is not null as suspended, owner_says is not distinct from 'false_positive' as contested, plan`;

export function readElsewhere(db: Queryable, ids: readonly string[]): Promise<ElsewhereIncident[]> {
  return db.query(`select ${COLUMNS} from incidents where id = any($1::uuid[])`, [ids]);
}

/** Locks incidents in the order in which every transaction locks them. */
export function lockElsewhere(tx: Transaction, ids: readonly string[]): Promise<ElsewhereIncident[]> {
  return tx.query(`select ${COLUMNS} from incidents where id = any($1::uuid[]) order by fingerprint for update`, [ids]);
}

/** What became known only when the token was revoked. */
export interface LearntFacts {
  readonly id: string;
  /** The issuer knew it: it was real. */
  readonly confirmed: boolean;
  readonly tokenName: string | null;
  readonly ownerName: string | null;
  readonly ownerEmail: string | null;
  readonly ownerLocale: string | null;
  readonly contacts: readonly Contact[] | null;
}

export function recordLearnt(tx: Transaction, rows: readonly LearntFacts[]): void {
  if (rows.length === 0) return;
  tx.send(
    `update incidents i
     set verdict = case when r.confirmed then 'genuine' else i.verdict end,
         verdict_detail = case when r.confirmed then 'confirmed' else i.verdict_detail end,
         token_name = r."tokenName", owner_name = r."ownerName", owner_email = r."ownerEmail", owner_locale = r."ownerLocale", contacts = r.contacts
     from json_to_recordset($1::json) as r
       (id uuid, confirmed boolean, "tokenName" text, "ownerName" text, "ownerEmail" text, "ownerLocale" text, contacts jsonb)
     where i.id = r.id`,
    [JSON.stringify(rows)],
  );
}
