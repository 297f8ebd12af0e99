import type { Queryable, Transaction } from "../../db/database.ts";

export interface TokenRow {
  id: string;
  name: string;
  location: string;
  root_key: Buffer;
  caveats: Buffer[];
  created_at: Date;
  last_used_at: Date | null;
  expires_at: Date | null;
  revoked_at: Date | null;
  owner_id: string;
  owner_name: string;
  owner_email: string;
  owner_locale: string | null;
}

const COLUMNS = `t.id, t.name, t.location, t.root_key, t.caveats, t.created_at, t.last_used_at, t.expires_at, t.revoked_at,
  o.id as owner_id, o.name as owner_name, o.email as owner_email, o.locale as owner_locale`;

export function selectTokens(db: Queryable, ids: readonly string[]): Promise<TokenRow[]> {
  return db.query<TokenRow>(`select ${COLUMNS} from tokens t join owners o on o.id = t.owner_id where t.id = any($1::uuid[])`, [ids]);
}

/** An owner is known by the mail address, whatever its case; the newest name and locale win. */
export async function upsertOwner(tx: Transaction, id: string, name: string, email: string, locale: string | null): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `insert into owners (id, name, email, locale) values ($1, $2, $3, $4)
     on conflict (lower(email)) do update set name = excluded.name, locale = coalesce(excluded.locale, owners.locale)
     returning id`,
    [id, name, email, locale],
  );
  return row!.id;
}

export interface NewToken {
  id: string;
  ownerId: string;
  name: string;
  location: string;
  rootKey: Buffer;
  caveats: readonly Buffer[];
  expiresAt: Date | null;
}

export async function insertToken(tx: Transaction, token: NewToken): Promise<void> {
  await tx.query(`insert into tokens (id, owner_id, name, location, root_key, caveats, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`, [
    token.id,
    token.ownerId,
    token.name,
    token.location,
    token.rootKey,
    token.caveats,
    token.expiresAt,
  ]);
}

/**
 * Revokes what is still live; answers those ids. Needs no order of its own: whoever revokes or restores a token holds
 * the lock of its incident, and a token has one.
 */
export async function revokeTokens(tx: Transaction, ids: readonly string[], reasons: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `update tokens t set revoked_at = now(), revoked_reason = r.reason
     from unnest($1::uuid[], $2::text[]) as r (id, reason)
     where t.id = r.id and t.revoked_at is null
     returning t.id`,
    [ids, reasons],
  );
  return new Set(rows.map((row) => row.id));
}

export async function existingTokens(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>("select id from tokens where id = any($1::uuid[])", [ids]);
  return new Set(rows.map((row) => row.id));
}

export async function restoreTokens(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query("update tokens set revoked_at = null, revoked_reason = null where id = any($1::uuid[])", [ids]);
}

/** Notes the use of a token, at most once a minute: a busy token must not cost a write per request. */
export async function touchToken(db: Queryable, id: string): Promise<void> {
  await db.query(
    "update tokens set last_used_at = now() where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')",
    [id],
  );
}
