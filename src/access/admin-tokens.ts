import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Actor } from "../audit/event.ts";
import { appendAudit } from "../audit/trail.ts";
import type { Database } from "../db/database.ts";
import { AppError } from "../kernel/errors.ts";
import { uuidv7 } from "../kernel/ids.ts";
import type { Fingerprint, Keyring } from "../kernel/keyring.ts";
import { Secret } from "../kernel/secret.ts";
import { cleanLine } from "../kernel/text.ts";
import { type AdminToken, deleteAdminToken, findAdminToken, insertAdminToken, listAdminTokens } from "./admin-tokens.sql.ts";

const PREFIX = "twadmin_";
const NAME_MAX = 60;
const TOKEN_MAX = 500;
const LISTED = 50;

/** Bearer tokens of the admin API: one from the configuration, and any number that were minted, each for a time. Only fingerprints are stored. */
export class AdminTokens {
  readonly #db: Database;
  readonly #keyring: Keyring;
  readonly #configured: Fingerprint | null;

  constructor(db: Database, keyring: Keyring, configured: Secret | null) {
    this.#db = db;
    this.#keyring = keyring;
    this.#configured = configured && this.#fingerprint(configured.reveal("fingerprint the configured admin token"));
  }

  /** Good for so many days. The only time the token is shown. */
  async mint(name: string, days = 365, actor: Actor = "operator"): Promise<Secret> {
    const text = PREFIX + randomBytes(32).toString("base64url");
    const clean = cleanLine(name, NAME_MAX);
    await this.#db.transaction(async (tx) => {
      await insertAdminToken(tx, uuidv7(), clean, this.#fingerprint(text), days);
      appendAudit(tx, [{ action: "admin_token.minted", actor, incidentId: null, detail: { name: clean } }]);
    });
    return new Secret(text);
  }

  async list(): Promise<AdminToken[]> {
    return await listAdminTokens(this.#db, LISTED);
  }

  /** From now on it opens nothing. @throws AppError `not_found` */
  async end(id: string, actor: Actor): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const name = await deleteAdminToken(tx, id);
      if (name === null) throw new AppError("not_found", "there is no such token; it may have been ended already");
      appendAudit(tx, [{ action: "admin_token.ended", actor, incidentId: null, detail: { name } }]);
    });
  }

  /** Who the bearer is, or null. */
  async authenticate(bearer: string): Promise<Actor | null> {
    if (bearer === "" || bearer.length > TOKEN_MAX) return null;
    const fingerprint = this.#fingerprint(bearer);
    if (this.#configured !== null && timingSafeEqual(Buffer.from(fingerprint), Buffer.from(this.#configured))) return "admin:configured";
    const name = await findAdminToken(this.#db, fingerprint);
    return name === null ? null : `admin:${name}`;
  }

  #fingerprint(text: string): Fingerprint {
    return this.#keyring.fingerprint("admin token", text);
  }
}
