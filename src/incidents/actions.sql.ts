import type { Transaction } from "../db/database.ts";
import type { IncidentState } from "./state.ts";

export interface LockedForAction {
  id: string;
  state: IncidentState;
  issuer: string;
  tokenId: string | null;
  revoked: boolean;
}

export async function lockForAction(tx: Transaction, id: string): Promise<LockedForAction | null> {
  const [row] = await tx.query<LockedForAction>(
    `select id, state, issuer, token_id as "tokenId", revoked_at is not null as revoked from incidents where id = $1 for update`,
    [id],
  );
  return row ?? null;
}

/** A person wants the token revoked: a new round begins. */
export async function beginRound(tx: Transaction, id: string, state: IncidentState): Promise<void> {
  await tx.query(
    `update incidents set state = $2, round = round + 1, revoked_at = null, notified_at = null, closed_at = null, attention_reason = null, purge_at = null
     where id = $1`,
    [id, state],
  );
}

export async function setState(tx: Transaction, id: string, state: IncidentState, attentionReason: string | null): Promise<void> {
  await tx.query(
    `update incidents set state = $2, attention_reason = $3, closed_at = case when $2 = 'closed' then now() end,
       purge_at = case when $2 = 'needs_attention' then null else purge_at end
     where id = $1`,
    [id, state, attentionReason],
  );
}

export async function markRestored(tx: Transaction, id: string, state: IncidentState): Promise<void> {
  await tx.query("update incidents set state = $2, revoked_at = null, attention_reason = null where id = $1", [id, state]);
}
