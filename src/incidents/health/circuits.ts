import type { Database } from "../../db/database.ts";
import type { Circuit } from "../../issuers/kit/pace.ts";
import { messageOf } from "../../kernel/errors.ts";
import type { Logger } from "../../kernel/log.ts";
import { recordCircuit } from "./issuer-health.sql.ts";

/**
 * Tells whoever looks when an issuer begins and ends to be left alone: every process has circuits of its own, and the last change of any
 * is what is shown. It watches only: no call waits for it, and what cannot be told is left.
 */
export class Circuits {
  readonly #db: Database;
  readonly #log: Logger;
  #told: Promise<void> = Promise.resolve();

  constructor(db: Database, log: Logger) {
    this.#db = db;
    this.#log = log;
  }

  /** In the order in which it is called. */
  note(issuer: string, circuit: Circuit): void {
    this.#told = this.#told
      .then(() => recordCircuit(this.#db, issuer, circuit))
      .catch((error: unknown) => this.#log.warn({ issuer, error: messageOf(error) }, "that an issuer's circuit changed could not be told"));
  }

  async settled(): Promise<void> {
    await this.#told;
  }
}
