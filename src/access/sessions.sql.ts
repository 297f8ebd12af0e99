import type { Queryable, Transaction } from "../db/database.ts";
import type { Fingerprint } from "../kernel/keyring.ts";
import type { Role } from "./roles.ts";

export interface Session {
  /** How it is listed and ended; it signs nobody in. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly method: "link" | "oidc";
  /** The browser, as it calls itself. */
  readonly agent: string;
  readonly started_at: Date;
  readonly seen_at: Date;
  readonly authenticated_at: Date;
  readonly expires_at: Date;
}

const COLUMNS = "id, name, role, method, agent, started_at, seen_at, authenticated_at, expires_at";
const ALIVE = "expires_at > now() and seen_at > now() - make_interval(secs => $1)";

export interface NewSession extends Pick<Session, "id" | "name" | "role" | "method" | "agent"> {
  /** Seconds since 1970; null: now. */
  readonly authenticatedAt: number | null;
}

export async function insertSession(tx: Transaction, fingerprint: Fingerprint, session: NewSession, seconds: number): Promise<void> {
  const { agent, authenticatedAt, id, method, name, role } = session;
  await tx.query(
    `insert into sessions (id, fingerprint, name, role, method, agent, expires_at, authenticated_at)
     values ($1, decode($2, 'hex'), $3, $4, $5, $6, now() + make_interval(secs => $7), least(now(), coalesce(to_timestamp($8), now())))`,
    [id, fingerprint, name, role, method, agent, seconds, authenticatedAt],
  );
}

/** The session with this fingerprint, while it lives. */
export async function findSession(db: Queryable, fingerprint: Fingerprint, idleSeconds: number): Promise<Session | null> {
  const [session] = await db.query<Session>(`select ${COLUMNS} from sessions where fingerprint = decode($2, 'hex') and ${ALIVE}`, [
    idleSeconds,
    fingerprint,
  ]);
  return session ?? null;
}

/** The session with this fingerprint, while it lives; its use is noted at most once a minute. */
export async function useSession(db: Queryable, fingerprint: Fingerprint, idleSeconds: number): Promise<Session | null> {
  const session = await findSession(db, fingerprint, idleSeconds);
  if (session === null) return null;
  await db.query("update sessions set seen_at = now() where id = $1 and seen_at < now() - interval '1 minute'", [session.id]);
  return session;
}

/** Those that were used last come first. */
export function listSessions(db: Queryable, idleSeconds: number, from: number, limit: number): Promise<Session[]> {
  return db.query<Session>(`select ${COLUMNS} from sessions where ${ALIVE} order by seen_at desc, id offset $2 limit $3`, [
    idleSeconds,
    from,
    limit,
  ]);
}

/** Those of one person; as above. */
export function listSessionsOf(db: Queryable, name: string, idleSeconds: number, limit: number): Promise<Session[]> {
  return db.query<Session>(`select ${COLUMNS} from sessions where ${ALIVE} and name = $2 order by seen_at desc, id limit $3`, [
    idleSeconds,
    name,
    limit,
  ]);
}

/** Ends one, of that person or of anybody; answers whose it was. */
export async function deleteSession(tx: Transaction, id: string, whose: string | null): Promise<string | null> {
  const [row] = await tx.query<{ name: string }>("delete from sessions where id = $1 and ($2::text is null or name = $2) returning name", [
    id,
    whose,
  ]);
  return row?.name ?? null;
}

export async function deleteSessionByFingerprint(tx: Transaction, fingerprint: Fingerprint): Promise<void> {
  await tx.query("delete from sessions where fingerprint = decode($1, 'hex')", [fingerprint]);
}

export async function deleteEndedSessions(tx: Transaction, idleSeconds: number): Promise<void> {
  await tx.query(`delete from sessions where not (${ALIVE})`, [idleSeconds]);
}

export async function insertLink(tx: Transaction, fingerprint: Fingerprint, name: string, role: Role, seconds: number): Promise<void> {
  await tx.query("delete from sign_in_links where expires_at < now()");
  await tx.query(
    `insert into sign_in_links (fingerprint, name, role, expires_at)
     values (decode($1, 'hex'), $2, $3, now() + make_interval(secs => $4))`,
    [fingerprint, name, role, seconds],
  );
}

/** Whom the link signs in; it is used up. */
export async function redeemLink(tx: Transaction, fingerprint: Fingerprint): Promise<Pick<Session, "name" | "role"> | null> {
  const [row] = await tx.query<Pick<Session, "name" | "role">>(
    "delete from sign_in_links where fingerprint = decode($1, 'hex') and expires_at > now() returning name, role",
    [fingerprint],
  );
  return row ?? null;
}
