import { randomBytes } from "node:crypto";
import type { Actor } from "../audit/event.ts";
import { appendAudit } from "../audit/trail.ts";
import type { Database, Transaction } from "../db/database.ts";
import { AppError } from "../kernel/errors.ts";
import { uuidv7 } from "../kernel/ids.ts";
import type { Fingerprint, Keyring } from "../kernel/keyring.ts";
import { Secret } from "../kernel/secret.ts";
import { cleanLine } from "../kernel/text.ts";
import { type Arrival, listPeople, notePerson, type Person } from "./people.sql.ts";
import { rolesThatMay } from "./roles.ts";
import {
  deleteEndedSessions,
  deleteSession,
  deleteSessionByFingerprint,
  findSession,
  insertSession,
  listSessions,
  listSessionsOf,
  type NewSession,
  type Session,
  useSession,
} from "./sessions.sql.ts";

const IDLE_SECONDS = 2 * 3_600;
const LIFE_SECONDS = 12 * 3_600;
const AGENT_MAX = 200;
const NAME_MAX = 200;
const SECRET_LENGTH = 43;
const PEOPLE_MAX = 200;
/** More than anybody keeps open. */
const OWN_MAX = 200;

/** Somebody who has just proved who they are. */
export type Newcomer = Omit<NewSession, "id"> & Arrival;

/**
 * Who is signed in to the dashboard. A session lives in the database and ends 2 h after it was last used, 12 h after it began,
 * or when somebody ends it. The browser holds 256 random bits, of which only a keyed fingerprint is stored.
 */
export class Sessions {
  readonly #db: Database;
  readonly #keyring: Keyring;

  constructor(db: Database, keyring: Keyring) {
    this.#db = db;
    this.#keyring = keyring;
  }

  /** Starts one; the session that the browser had before ends, so that nobody who knew its secret comes along. */
  async start(newcomer: Newcomer, before: string | null): Promise<Secret> {
    return await this.#db.transaction((tx) => this.startIn(tx, newcomer, before));
  }

  /** The same as the last act of a transaction. */
  async startIn(tx: Transaction, newcomer: Newcomer, before: string | null): Promise<Secret> {
    const secret = randomBytes(32).toString("base64url");
    const name = await this.#nameOf(tx, newcomer);
    const session: NewSession = { ...newcomer, name, agent: cleanLine(newcomer.agent, AGENT_MAX), id: uuidv7() };
    await deleteEndedSessions(tx, IDLE_SECONDS);
    if (before !== null) await deleteSessionByFingerprint(tx, this.#fingerprint(before));
    await insertSession(tx, this.#fingerprint(secret), session, LIFE_SECONDS);
    const { method, role } = session;
    appendAudit(tx, [{ action: "session.started", actor: `admin:${name}`, incidentId: null, detail: { role, method } }]);
    return new Secret(secret);
  }

  /** What they are called here: whoever comes later by the name of another is told apart by what the provider knows them by. */
  async #nameOf(tx: Transaction, { name, role, subject }: Newcomer): Promise<string> {
    if (await notePerson(tx, { name, role, subject })) return name;
    const told = cleanLine(`${name} (${subject})`, NAME_MAX);
    if (await notePerson(tx, { name: told, role, subject })) return told;
    throw new AppError("forbidden", "somebody else is known here by your name");
  }

  /** Whose the secret is, or null. */
  async find(secret: string): Promise<Session | null> {
    if (secret.length !== SECRET_LENGTH) return null;
    return await useSession(this.#db, this.#fingerprint(secret), IDLE_SECONDS);
  }

  /** The same, but it does not count as using the session. */
  async peek(secret: string): Promise<Session | null> {
    if (secret.length !== SECRET_LENGTH) return null;
    return await findSession(this.#db, this.#fingerprint(secret), IDLE_SECONDS);
  }

  /** `limit` of them, after the first `from`; those that were used last come first. */
  async list(from: number, limit: number): Promise<Session[]> {
    return await listSessions(this.#db, IDLE_SECONDS, from, limit);
  }

  /** Those of one person; the one used last comes first. */
  async listOf(name: string): Promise<Session[]> {
    return await listSessionsOf(this.#db, name, IDLE_SECONDS, OWN_MAX);
  }

  /** Whom an incident can be given to: who has signed in within half a year, and may act on it. */
  async people(): Promise<Person[]> {
    return await listPeople(this.#db, rolesThatMay("incidents:act"), PEOPLE_MAX);
  }

  /** @throws AppError `not_found` */
  async end(id: string, actor: Actor): Promise<void> {
    await this.#end(id, actor, null);
  }

  /** Ends one of their own. @throws AppError `not_found`, also when it is somebody else's */
  async endOwn(id: string, name: string): Promise<void> {
    await this.#end(id, `admin:${name}`, name);
  }

  async #end(id: string, actor: Actor, whose: string | null): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const name = await deleteSession(tx, id, whose);
      if (name === null) throw new AppError("not_found", "there is no such session; it may have ended by itself");
      appendAudit(tx, [{ action: "session.ended", actor, incidentId: null, detail: { of: name } }]);
    });
  }

  /** What a form of this session carries: a page of another origin cannot know it. */
  formKey(secret: string): string {
    return this.#keyring.fingerprint("form key", secret);
  }

  #fingerprint(secret: string): Fingerprint {
    return this.#keyring.fingerprint("session", secret);
  }
}
