import type { Actor } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import { AppError } from "../../kernel/errors.ts";
import { release, type Suppression, selectSuppressions, suppress } from "./bounces.sql.ts";

const MAX_SHOWN = 1_000;

/** Addresses that no mail goes to: those that bounced, and those that somebody said so about. */
export class Suppressions {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The newest first: `limit` of them, after the first `from`. */
  async list(from = 0, limit = MAX_SHOWN): Promise<Suppression[]> {
    return await selectSuppressions(this.#db, from, limit);
  }

  async add(address: string, reason: string, actor: Actor): Promise<void> {
    await this.#db.transaction(async (tx) => {
      suppress(tx, address, reason);
      appendAudit(tx, [{ action: "address.suppressed", actor, incidentId: null, detail: { reason } }]);
      return await Promise.resolve();
    });
  }

  /** @throws AppError `not_found` when mails go to it already */
  async lift(address: string, reason: string, actor: Actor): Promise<void> {
    await this.#db.transaction(async (tx) => {
      if (!(await release(tx, address))) throw new AppError("not_found", "mails to this address are not suppressed");
      appendAudit(tx, [{ action: "address.released", actor, incidentId: null, detail: { reason } }]);
    });
  }
}
