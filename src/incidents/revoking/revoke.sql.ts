import type { Transaction } from "../../db/database.ts";
import type { Contact } from "../../notices/recipients.ts";
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
  contacts: readonly Contact[] | null;
  /** Why a person asked for it; null: nobody did. */
  requestedReason: string | null;
  /** It was found by looking back. */
  backfill: boolean;
  /** Its owner is told of this round by a job of its own. */
  untold: boolean;
}

const COLUMNS = `id, state, issuer, token_id as "tokenId", round,
  owner_name as "ownerName", owner_email as "ownerEmail", owner_locale as "ownerLocale",
  contacts, requested_reason as "requestedReason", backfill, untold_round is not distinct from round as untold`;

/** Locks incidents in the order in which every transaction locks them. */
export function lockRevokable(tx: Transaction, ids: readonly string[]): Promise<RevokableIncident[]> {
  return tx.query(`select ${COLUMNS} from incidents where id = any($1::uuid[]) order by fingerprint for update`, [ids]);
}

/** Answers the seconds from report to notice, one per incident. @param digests what was found by looking back waits, and is not counted */
export async function markNotified(tx: Transaction, ids: readonly string[], digests: boolean): Promise<number[]> {
  const rows = await tx.query<{ seconds: number; backfill: boolean }>(
    `update incidents set notified_at = clock_timestamp(), unreachable_at = null where id = any($1::uuid[])
     returning greatest(0, extract(epoch from notified_at - reported_at))::float8 as seconds, backfill`,
    [ids],
  );
  return rows.filter(({ backfill }) => !digests || !backfill).map((row) => row.seconds);
}
