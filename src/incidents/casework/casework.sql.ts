import type { Queryable, Transaction } from "../../db/database.ts";
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

export function addMentions(tx: Transaction, id: string, people: readonly string[]): void {
  if (people.length === 0) return;
  tx.send(
    `insert into mentions (person, incident_id) select lower(name), $1 from unnest($2::text[]) name
     on conflict (person, incident_id) do update set at = now()`,
    [id, people],
  );
}

/** In how many incidents that are not closed somebody is named, counted up to `limit`. */
export async function countMentions(db: Queryable, person: string, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from (
       select from mentions m join incidents i on i.id = m.incident_id where m.person = lower($1) and i.state <> 'closed' limit $2
     ) counted`,
    [person, limit],
  );
  return row?.count ?? 0;
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
