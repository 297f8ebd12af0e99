import { randomBytes } from "node:crypto";
import { appendAudit } from "../audit/trail.ts";
import type { Database } from "../db/database.ts";
import { AppError } from "../kernel/errors.ts";
import type { Fingerprint, Keyring } from "../kernel/keyring.ts";
import { Secret } from "../kernel/secret.ts";
import { cleanLine } from "../kernel/text.ts";
import type { Role } from "./roles.ts";
import { insertLink, redeemLink } from "./sessions.sql.ts";
import type { Sessions } from "./sessions.ts";

const LIFE_SECONDS = 15 * 60;
const NAME_MAX = 60;

/** Links that whoever has the machine hands out. Each signs one person in, once, within 15 minutes. */
export class SignInLinks {
  readonly #db: Database;
  readonly #keyring: Keyring;
  readonly #allowed: boolean;

  constructor(db: Database, keyring: Keyring, allowed: boolean) {
    this.#db = db;
    this.#keyring = keyring;
    this.#allowed = allowed;
  }

  get allowed(): boolean {
    return this.#allowed;
  }

  /** The path of the link. @throws AppError `invalid_config` where links are switched off */
  async make(name: string, role: Role): Promise<Secret> {
    if (!this.#allowed)
      throw new AppError("invalid_config", "sign-in links are off in production; SIGN_IN_LINKS=on allows them, here and for the service");
    const secret = randomBytes(32).toString("base64url");
    const clean = cleanLine(name, NAME_MAX);
    await this.#db.transaction(async (tx) => {
      await insertLink(tx, this.#fingerprint(secret), clean, role, LIFE_SECONDS);
      appendAudit(tx, [{ action: "sign_in_link.made", actor: "operator", incidentId: null, detail: { name: clean, role } }]);
    });
    return new Secret(`/admin/sign-in/link/${secret}`);
  }

  /** Uses a link up and starts its session. @throws AppError `not_found` */
  async redeem(secret: string, agent: string, before: string | null, sessions: Sessions): Promise<Secret> {
    return await this.#db.transaction(async (tx) => {
      const person = this.#allowed ? await redeemLink(tx, this.#fingerprint(secret)) : null;
      if (person === null) throw new AppError("not_found", "this link was used already, or its 15 minutes are over; ask for another");
      return await sessions.startIn(tx, { ...person, subject: null, method: "link", agent, authenticatedAt: null }, before);
    });
  }

  #fingerprint(secret: string): Fingerprint {
    return this.#keyring.fingerprint("sign-in link", secret);
  }
}
