import type { Queryable, Transaction } from "../../db/database.ts";
import type { IncidentState } from "../state.ts";

export interface LockedForAction {
  id: string;
  state: IncidentState;
  issuer: string;
  tokenId: string | null;
  format: string;
  source: string;
  verdict: string;
  round: number;
  revoked: boolean;
  /** Hours since it was revoked. */
  revokedHours: number | null;
  suspended: boolean;
  /** The token itself, where it is kept for its issuer. */
  sealedToken: string | null;
  /** Its owner is told of this round by a job of its own, which has not come yet. */
  untold: boolean;
}

const COLUMNS = `id, state, issuer, token_id as "tokenId", format, source, verdict, round, revoked_at is not null as revoked,
  (extract(epoch from now() - revoked_at) / 3600)::float8 as "revokedHours", suspended_at is not null as suspended,
  sealed_token as "sealedToken", untold_round is not distinct from round as untold`;

export async function readForAction(db: Queryable, id: string): Promise<LockedForAction | null> {
  const [row] = await db.query<LockedForAction>(`select ${COLUMNS} from incidents where id = $1`, [id]);
  return row ?? null;
}

export async function lockForAction(tx: Transaction, id: string): Promise<LockedForAction | null> {
  const [row] = await tx.query<LockedForAction>(`select ${COLUMNS} from incidents where id = $1 for update`, [id]);
  return row ?? null;
}

/** Locks incidents in the order in which every transaction locks them. */
export function lockAllForAction(tx: Transaction, ids: readonly string[]): Promise<LockedForAction[]> {
  return tx.query(`select ${COLUMNS} from incidents where id = any($1::uuid[]) order by fingerprint for update`, [ids]);
}

export interface NewRound {
  readonly state: IncidentState;
  readonly reason: string;
  /** Its owner is not told of it by itself. */
  readonly untold: boolean;
}

/** A person wants the token revoked: a new round begins. */
export async function beginRound(tx: Transaction, id: string, { reason, state, untold }: NewRound): Promise<void> {
  await tx.query(
    `update incidents set state = $2, requested_reason = $3, untold_round = case when $4 then round + 1 end, unreachable_at = null, owner_says = null, owner_said_at = null, round = round + 1, closed_as = null, risk_until = null, risk_asked_by = null, revoked_at = null, notified_at = null, closed_at = null, attention_reason = null, purge_at = null, plan = null
     where id = $1`,
    [id, state, reason, untold],
  );
}

export async function setState(tx: Transaction, id: string, state: IncidentState, attentionReason: string | null): Promise<void> {
  await tx.query(
    `update incidents set state = $2, attention_reason = $3, closed_at = case when $2 = 'closed' then now() end,
       closed_as = case when $2 = 'closed' then closed_as end, risk_until = case when $2 = 'closed' then risk_until end,
       risk_asked_by = case when $2 = 'closed' then risk_asked_by end,
       purge_at = case when $2 = 'needs_attention' then null else purge_at end,
       sealed_token = case when $2 in ('revoking', 'needs_attention') then sealed_token end
     where id = $1`,
    [id, state, attentionReason],
  );
}

export async function markRestored(tx: Transaction, id: string, state: IncidentState): Promise<void> {
  await tx.query(
    `update incidents set state = $2, revoked_at = null, attention_reason = null, suspended_at = null, untold_round = null, closed_as = null, risk_until = null, risk_asked_by = null, sealed_token = null, plan = null
     where id = $1`,
    [id, state],
  );
}

/** Whether a worker is calling the issuer about it right now. */
export async function isBeingRevoked(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.query(
    "select 1 from obligations where incident_id = $1 and kind = 'revoke_elsewhere' and taken and leased_until > now()",
    [id],
  );
  return rows.length > 0;
}
