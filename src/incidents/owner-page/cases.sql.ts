import type { Queryable, Transaction } from "../../db/database.ts";
import type { OwnerAnswer } from "../../notices/owner-page/page.ts";
import type { IncidentState } from "../state.ts";

/** What its owner may see of an incident. */
export interface CaseRow {
  id: string;
  state: IncidentState;
  verdictDetail: string;
  ownerName: string | null;
  ownerEmail: string | null;
  tokenId: string | null;
  tokenName: string | null;
  tokenHint: string;
  tokenCreatedAt: Date | null;
  tokenUsedAt: Date | null;
  tokenCaveats: { kind: string; text: string }[];
  source: string;
  url: string | null;
  place: string | null;
  occurrenceCount: number;
  reportedAt: Date;
  revokedAt: Date | null;
  suspendedAt: Date | null;
  ownerSays: OwnerAnswer | null;
  ownerSaidAt: Date | null;
}

export async function readCase(db: Queryable, id: string): Promise<CaseRow | null> {
  const [row] = await db.query<CaseRow>(
    `select i.id, i.state, i.verdict_detail as "verdictDetail", i.owner_name as "ownerName", i.owner_email as "ownerEmail",
       i.token_id as "tokenId", i.token_name as "tokenName", i.token_hint as "tokenHint", i.token_created_at as "tokenCreatedAt",
       i.token_used_at as "tokenUsedAt", i.token_caveats as "tokenCaveats", i.source, o.url, o.place, i.occurrence_count as "occurrenceCount",
       i.reported_at as "reportedAt", i.revoked_at as "revokedAt", i.suspended_at as "suspendedAt",
       i.owner_says as "ownerSays", i.owner_said_at as "ownerSaidAt"
     from incidents i
     left join lateral (
       select url, place from occurrences where incident_id = i.id and purged_at is null order by (url is null), id limit 1
     ) o on true
     where i.id = $1`,
    [id],
  );
  return row ?? null;
}

export interface LockedCase {
  state: IncidentState;
  suspended: boolean;
  ownerSays: OwnerAnswer | null;
}

export async function lockCase(tx: Transaction, id: string): Promise<LockedCase | null> {
  const [row] = await tx.query<LockedCase>(
    `select state, suspended_at is not null as suspended, owner_says as "ownerSays" from incidents where id = $1 for update`,
    [id],
  );
  return row ?? null;
}

export function recordAnswer(tx: Transaction, id: string, answer: OwnerAnswer): void {
  tx.send("update incidents set owner_says = $2, owner_said_at = now() where id = $1", [id, answer]);
}
