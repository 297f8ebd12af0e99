import { clearInterval, setInterval } from "node:timers";
import type { Queryable } from "../../db/database.ts";
import { messageOf } from "../../kernel/errors.ts";
import { singleFlight } from "../../kernel/flow/single-flight.ts";
import type { Logger } from "../../kernel/log.ts";
import { newestBlock } from "./revocations.sql.ts";

/**
 * Tells listeners that the audit trail has grown, whichever process made it grow: one small question to the database for all
 * of them, and none while nobody listens.
 */
export class TrailWatch {
  readonly #db: Queryable;
  readonly #log: Logger;
  readonly #everyMs: number;
  readonly #listeners = new Set<(newest: bigint) => void>();
  readonly #look = singleFlight(async () => await this.#lookForNews());
  #timer: NodeJS.Timeout | undefined;
  #newest = 0n;

  constructor(db: Queryable, log: Logger, everyMs: number) {
    this.#db = db;
    this.#log = log;
    this.#everyMs = everyMs;
  }

  /** The listener gets the newest block. Answers how to stop. */
  listen(listener: (newest: bigint) => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => void this.#look(), this.#everyMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Tells all of them once more: one of them could not read what is new. */
  again(): void {
    this.#newest = -1n;
  }

  async #lookForNews(): Promise<void> {
    try {
      const newest = await newestBlock(this.#db);
      if (newest === this.#newest) return;
      this.#newest = newest;
      for (const listener of this.#listeners) listener(newest);
    } catch (error) {
      this.#log.warn({ error: messageOf(error) }, "the audit trail cannot be watched for news; it is tried again");
    }
  }
}
