import type { Queryable } from "../db/database.ts";
import type { Fingerprint } from "../kernel/keyring.ts";

/**
 * Spends `cost` seconds of an allowance that refills by one second a second and holds `burst` seconds (GCRA: one row and one
 * statement a key). Answers 0, or after how many seconds there will be enough; then nothing was spent.
 */
export async function spendAllowance(db: Queryable, key: Fingerprint, cost: number, burst: number): Promise<number> {
  const spent = await db.query(
    `insert into rate_limits as r (key, free_at) values (decode($1, 'hex'), now() + make_interval(secs => $2))
     on conflict (key) do update set free_at = greatest(r.free_at, now()) + make_interval(secs => $2)
       where greatest(r.free_at, now()) + make_interval(secs => $2) <= now() + make_interval(secs => $3)
     returning 1`,
    [key, cost, burst],
  );
  if (spent.length > 0) return 0;
  // A statement of its own: the one before does not see what others spent while it waited for them.
  const [row] = await db.query<{ wait: number }>(
    "select (extract(epoch from free_at - now()) + $2 - $3)::float8 as wait from rate_limits where key = decode($1, 'hex')",
    [key, cost, burst],
  );
  return Math.max(1, row?.wait ?? 1);
}

/** Forgets those whose allowance is full again; answers how many. */
export async function forgetFullAllowances(db: Queryable): Promise<number> {
  const rows = await db.query("delete from rate_limits where free_at < now() returning 1");
  return rows.length;
}
