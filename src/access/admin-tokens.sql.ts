import type { Queryable } from "../db/database.ts";
import type { Fingerprint } from "../kernel/keyring.ts";

export async function insertAdminToken(db: Queryable, id: string, name: string, fingerprint: Fingerprint): Promise<void> {
  await db.query("insert into admin_tokens (id, name, fingerprint) values ($1, $2, decode($3, 'hex'))", [id, name, fingerprint]);
}

/** The name of the token with this fingerprint; its use is noted at most once a minute. */
export async function findAdminToken(db: Queryable, fingerprint: Fingerprint): Promise<string | null> {
  const [row] = await db.query<{ name: string }>("select name from admin_tokens where fingerprint = decode($1, 'hex')", [fingerprint]);
  if (row === undefined) return null;
  await db.query(
    `update admin_tokens set last_used_at = now()
     where fingerprint = decode($1, 'hex') and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [fingerprint],
  );
  return row.name;
}
