import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Actor } from "../audit/event.ts";
import { appendAudit } from "../audit/trail.ts";
import type { Database } from "../db/database.ts";
import { uuidv7 } from "../kernel/ids.ts";
import type { Fingerprint, Keyring } from "../kernel/keyring.ts";
import { Secret } from "../kernel/secret.ts";
import { cleanLine } from "../kernel/text.ts";
import { findAdminToken, insertAdminToken } from "./admin-tokens.sql.ts";

const PREFIX = "twadmin_";
const NAME_MAX = 60;
const TOKEN_MAX = 500;

/** Bearer tokens of the admin API: one from the configuration, and any number that were minted. Only fingerprints are stored. */
export class AdminTokens {
  readonly #db: Database;
  readonly #keyring: Keyring;
  readonly #configured: Fingerprint | null;

  constructor(db: Database, keyring: Keyring, configured: Secret | null) {
    this.#db = db;
    this.#keyring = keyring;
    this.#configured = configured && this.#fingerprint(configured.reveal("fingerprint the configured admin token"));
  }

  /** The only time the token is shown. */
  async mint(name: string): Promise<Secret> {
    const text = PREFIX + randomBytes(32).toString("base64url");
    const clean = cleanLine(name, NAME_MAX);
    await this.#db.transaction(async (tx) => {
      await insertAdminToken(tx, uuidv7(), clean, this.#fingerprint(text));
      appendAudit(tx, [{ action: "admin_token.minted", actor: "operator", incidentId: null, detail: { name: clean } }]);
    });
    return new Secret(text);
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
