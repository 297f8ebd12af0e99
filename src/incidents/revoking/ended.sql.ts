import type { Transaction } from "../../db/database.ts";
import { uuidv7 } from "../../kernel/ids.ts";

/** How the work on an incident ended. `finished`: what was suspended is revoked for good · `dismissed`: there was no such token. */
export interface Ended {
  readonly id: string;
  readonly ending: "revoked" | "suspended" | "finished" | "dismissed";
}

/** Records endings; answers the seconds from report to revocation of those whose token died now. */
export async function markEnded(tx: Transaction, ended: readonly Ended[]): Promise<number[]> {
  const idsOf = (ending: Ended["ending"]): string[] => ended.filter((one) => one.ending === ending).map(({ id }) => id);
  const seconds = Promise.all([markRevoked(tx, idsOf("revoked")), markSuspended(tx, idsOf("suspended"))]);
  markFinished(tx, idsOf("finished"));
  markDismissed(tx, idsOf("dismissed"));
  return (await seconds).flat();
}

async function markRevoked(tx: Transaction, ids: readonly string[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<{ seconds: number }>(
    `update incidents set state = 'revoked', revoked_at = clock_timestamp(), attention_reason = null, sealed_token = null
     where id = any($1::uuid[])
     returning greatest(0, extract(epoch from revoked_at - reported_at))::float8 as seconds`,
    [ids],
  );
  return rows.map((row) => row.seconds);
}

/** What is sealed stays: the issuer will need it again. */
async function markSuspended(tx: Transaction, ids: readonly string[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<{ seconds: number }>(
    `update incidents set state = 'revoked', revoked_at = clock_timestamp(), suspended_at = clock_timestamp(), attention_reason = null
     where id = any($1::uuid[])
     returning greatest(0, extract(epoch from revoked_at - reported_at))::float8 as seconds`,
    [ids],
  );
  return rows.map((row) => row.seconds);
}

/** What waits for a person goes on waiting: their owner could not be told. */
function markFinished(tx: Transaction, ids: readonly string[]): void {
  if (ids.length === 0) return;
  tx.send(
    `update incidents set state = case when state = 'needs_attention' then state else 'revoked' end, suspended_at = null, sealed_token = null
     where id = any($1::uuid[])`,
    [ids],
  );
}

function markDismissed(tx: Transaction, ids: readonly string[]): void {
  if (ids.length === 0) return;
  tx.send("update incidents set state = 'dismissed', attention_reason = null, sealed_token = null where id = any($1::uuid[])", [ids]);
}

export interface LaterFinish {
  readonly incidentId: string;
  readonly lane: string;
  readonly hours: number;
}

/** What is suspended is revoked for good after its time. The obligation to suspend it was met before, in this transaction. */
export function finishLater(tx: Transaction, rows: readonly LaterFinish[]): void {
  if (rows.length === 0) return;
  tx.send(
    `insert into obligations (id, kind, incident_id, lane, due_at)
     select id, 'revoke_elsewhere', incident_id, lane, now() + make_interval(secs => hours * 3600)
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::float8[]) as l (id, incident_id, lane, hours)`,
    [rows.map(() => uuidv7()), rows.map((row) => row.incidentId), rows.map((row) => row.lane), rows.map((row) => row.hours)],
  );
}
