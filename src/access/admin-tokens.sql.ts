import type { Queryable, Transaction } from "../db/database.ts";
import type { Fingerprint } from "../kernel/keyring.ts";

export async function insertAdminToken(db: Queryable, id: string, name: string, fingerprint: Fingerprint, days: number): Promise<void> {
  await db.query(
    "insert into admin_tokens (id, name, fingerprint, expires_at) values ($1, $2, decode($3, 'hex'), now() + make_interval(days => $4))",
    [id, name, fingerprint, days],
  );
}

/** A token of the admin API without what it is. */
export interface AdminToken {
  id: string;
  name: string;
  created_at: Date;
  last_used_at: Date | null;
  expires_at: Date;
}

/** Those that are good, the newest first. */
export function listAdminTokens(db: Queryable, limit: number): Promise<AdminToken[]> {
  return db.query<AdminToken>(
    "select id, name, created_at, last_used_at, expires_at from admin_tokens where expires_at > now() order by created_at desc, id desc limit $1",
    [limit],
  );
}

/** Ends one; answers whose it was. */
export async function deleteAdminToken(tx: Transaction, id: string): Promise<string | null> {
  const [row] = await tx.query<{ name: string }>("delete from admin_tokens where id = $1 returning name", [id]);
  return row?.name ?? null;
}

/** The name of the token with this fingerprint; its use is noted at most once a minute. */
export async function findAdminToken(db: Queryable, fingerprint: Fingerprint): Promise<string | null> {
  const [row] = await db.query<{ name: string }>(
    "select name from admin_tokens where fingerprint = decode($1, 'hex') and expires_at > now()",
    [fingerprint],
  );
  if (row === undefined) return null;
  await db.query(
    `update admin_tokens set last_used_at = now()
     where fingerprint = decode($1, 'hex') and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [fingerprint],
  );
  return row.name;
}
