import type { Queryable } from "../../db/database.ts";

/** Takes what is due, for one process: the state that was kept last; null when it is not due, or somebody is at it. */
export async function takeCatchUp(db: Queryable, source: string, leaseSeconds: number): Promise<{ state: string | null } | null> {
  await db.query("insert into catch_ups (source) values ($1) on conflict do nothing", [source]);
  const [row] = await db.query<{ state: string | null }>(
    `update catch_ups set leased_until = now() + make_interval(secs => $2)
     where source = $1 and due_at <= now() and coalesce(leased_until, '-infinity') <= now() returning state`,
    [source, leaseSeconds],
  );
  return row ?? null;
}

export async function keepCatchUp(db: Queryable, source: string, state: string, nextSeconds: number): Promise<void> {
  await db.query("update catch_ups set state = $2, leased_until = null, due_at = now() + make_interval(secs => $3) where source = $1", [
    source,
    state,
    nextSeconds,
  ]);
}

/** It failed: what was kept last stays. */
export async function putOffCatchUp(db: Queryable, source: string, nextSeconds: number): Promise<void> {
  await db.query("update catch_ups set leased_until = null, due_at = now() + make_interval(secs => $2) where source = $1", [
    source,
    nextSeconds,
  ]);
}
