import type { Transaction } from "../../db/database.ts";
import type { IncidentState } from "../state.ts";
import type { Closing } from "./closing.ts";

export interface LockedCase {
  state: IncidentState;
  revoked: boolean;
  suspended: boolean;
  assignedTo: string | null;
  riskUntil: Date | null;
  riskAskedBy: string | null;
}

export async function lockForCasework(tx: Transaction, id: string): Promise<LockedCase | null> {
  const [row] = await tx.query<LockedCase>(
    `select state, revoked_at is not null as revoked, suspended_at is not null as suspended, assigned_to as "assignedTo",
       risk_until as "riskUntil", risk_asked_by as "riskAskedBy"
     from incidents where id = $1 for update`,
    [id],
  );
  return row ?? null;
}

export function setAssignee(tx: Transaction, id: string, to: string | null): void {
  tx.send("update incidents set assigned_to = $2 where id = $1", [id, to]);
}

/** Says as what it is closed; `until` of a risk that is accepted. */
export function setClosing(tx: Transaction, id: string, closing: Closing | null, until: Date | null = null): void {
  tx.send("update incidents set closed_as = $2, risk_until = $3 where id = $1", [id, closing, until]);
}

export function askForRisk(tx: Transaction, id: string, until: Date, by: string): void {
  tx.send("update incidents set risk_until = $2, risk_asked_by = $3 where id = $1", [id, until, by]);
}

/** Reopens up to `limit` incidents whose accepted risk is over; answers which. */
export async function reopenEndedRisks(tx: Transaction, state: IncidentState, why: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `update incidents set state = $1, attention_reason = $2, closed_at = null, closed_as = null, risk_until = null, risk_asked_by = null
     where id in (select id from incidents where state = 'closed' and risk_until <= now() order by risk_until limit $3 for update skip locked)
     returning id`,
    [state, why, limit],
  );
  return rows.map(({ id }) => id);
}
