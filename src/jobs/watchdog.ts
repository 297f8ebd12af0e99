import { clearInterval, setInterval } from "node:timers";
import type { Database } from "../db/database.ts";
import { countOpen } from "../incidents/queries/queries.sql.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import { OBLIGATION_POLICIES, type ObligationKind } from "../obligations/obligation.ts";
import { type Backlog, readBacklog } from "../obligations/obligations.sql.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Workers } from "./workers.ts";

const CHECK_MS = 5_000;
const STUCK_SECONDS = 30;

export interface WatchdogNeeds {
  readonly db: Database;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Null in a process without workers: it only measures. */
  readonly workers: Workers | null;
  /** The last resort: a fresh process. */
  readonly onStuck: () => void;
}

/**
 * Looks at what is owed, not at the queue: when obligations are long due and no job came meanwhile, the worker is
 * replaced, and if that does not help, the process.
 */
export class Watchdog {
  readonly #needs: WatchdogNeeds;
  readonly #replaced = new Set<ObligationKind>();
  #timer: NodeJS.Timeout | undefined;

  constructor(needs: WatchdogNeeds) {
    this.#needs = needs;
  }

  start(): void {
    const run = (): void => {
      this.check().catch((error: unknown) => this.#needs.log.warn({ error: messageOf(error) }, "what is owed could not be looked at"));
    };
    this.#timer = setInterval(run, CHECK_MS);
    run();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async check(): Promise<void> {
    const { db, metrics } = this.#needs;
    const backlog = new Map((await readBacklog(db)).map((row) => [row.kind, row]));
    for (const kind of Object.keys(OBLIGATION_POLICIES) as ObligationKind[]) {
      const row = backlog.get(kind);
      metrics.queueOldest.set({ queue: kind }, row?.oldestDueSeconds ?? 0);
      await this.#judge(kind, row);
    }
    metrics.open.reset();
    for (const { count, state } of await countOpen(db)) metrics.open.set({ state }, count);
  }

  async #judge(kind: ObligationKind, row: Backlog | undefined): Promise<void> {
    const { log, onStuck, workers } = this.#needs;
    if (workers === null) return;
    if (row === undefined || row.oldestDueSeconds < STUCK_SECONDS) {
      this.#replaced.delete(kind);
      return;
    }
    if (workers.idleMs(kind) < STUCK_SECONDS * 1_000) return;
    const details = { kind, open: row.open, oldest_due_seconds: row.oldestDueSeconds };
    if (this.#replaced.has(kind)) {
      log.fatal(details, "obligations are due and a fresh worker gets no jobs either; this process gives up");
      onStuck();
    } else {
      log.error(details, "obligations are due and no job comes; the worker is replaced");
      this.#replaced.add(kind);
      await workers.restart(kind);
    }
  }
}
