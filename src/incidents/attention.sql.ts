import type { Transaction } from "../db/database.ts";
import type { IncidentState } from "./state.ts";

export interface AttentionRow {
  readonly id: string;
  readonly state: IncidentState;
  readonly reason: string;
}

/** Moves incidents to the state that the table gives for giving up, with the reason a person will read. */
export function markAttention(tx: Transaction, rows: readonly AttentionRow[]): void {
  if (rows.length === 0) return;
  tx.send(
    `update incidents i set state = r.state, attention_reason = r.reason
     from unnest($1::uuid[], $2::text[], $3::text[]) as r (id, state, reason) where i.id = r.id`,
    [rows.map((row) => row.id), rows.map((row) => row.state), rows.map((row) => row.reason)],
  );
}

/** From now on it is known that nobody can be told of these. */
export function markUnreachable(tx: Transaction, ids: readonly string[]): void {
  if (ids.length > 0) tx.send("update incidents set unreachable_at = now() where id = any($1::uuid[])", [ids]);
}
