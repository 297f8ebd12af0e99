import { clearInterval, setInterval } from "node:timers";
import { forgetFullAllowances } from "../access/rate-limit.sql.ts";
import { readHead } from "../audit/trail.sql.ts";
import type { Database } from "../db/database.ts";
import { endAcceptedRisks } from "../incidents/casework/casework.ts";
import { dropHistory } from "../incidents/retention/history.ts";
import { purgeDue, wipeGivenUp } from "../incidents/retention/purge.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import { forgetDispatches } from "../obligations/obligations.sql.ts";
import { forgetMessages } from "../outgoing/parcels.sql.ts";

const PURGE_MS = 60_000;
const HOURLY_MS = 3_600_000;
/** For looking at what was told, and for replaying it. */
const MESSAGE_DAYS = 30;

export interface UpkeepNeeds {
  readonly db: Database;
  readonly log: Logger;
  readonly retentionDays: number;
  /** Null: what was done is kept for ever. */
  readonly historyDays: number | null;
}

/** Forgets what is to be forgotten, and writes down now and then where the audit trail ends. */
export class Upkeep {
  readonly #needs: UpkeepNeeds;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(needs: UpkeepNeeds) {
    this.#needs = needs;
  }

  start(): void {
    this.#every(PURGE_MS, () => this.forget());
    this.#every(HOURLY_MS, () => this.tidy());
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  async forget(): Promise<void> {
    const { db } = this.#needs;
    await purgeDue(db);
    await wipeGivenUp(db, this.#needs.retentionDays);
    await endAcceptedRisks(db);
    await forgetFullAllowances(db);
    await forgetDispatches(db);
    await forgetMessages(db, MESSAGE_DAYS);
  }

  async tidy(): Promise<void> {
    const { db, historyDays, log } = this.#needs;
    // Whoever keeps the log elsewhere can tell whether the trail was cut at its end: `tokenward audit verify --head`.
    const { hash, seq } = await readHead(db);
    if (seq !== "0") log.info({ head: `${seq}:${hash}` }, "the audit trail ends here");
    if (historyDays === null) return;
    const dropped = await dropHistory(db, historyDays);
    if (Object.values(dropped).some((rows) => rows > 0)) log.info({ ...dropped, days: historyDays }, "old history was dropped");
  }

  #every(ms: number, work: () => Promise<void>): void {
    let running = false;
    const run = async (): Promise<void> => {
      if (running) return;
      running = true;
      try {
        await work();
      } catch (error) {
        this.#needs.log.warn({ error: messageOf(error) }, "upkeep could not be done; it is tried again");
      } finally {
        running = false;
      }
    };
    this.#timers.push(setInterval(() => void run(), ms));
    void run();
  }
}
