import { clearInterval, setInterval } from "node:timers";
import type { Database } from "../../db/database.ts";
import { messageOf } from "../../kernel/errors.ts";
import type { Logger } from "../../kernel/log.ts";
import type { Source } from "../../sources/source.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { keepCatchUp, putOffCatchUp, takeCatchUp } from "./catch-up.sql.ts";

const LOOK_MS = 15_000;
const EVERY_SECONDS = 300;
/** Longer than the calls of one look through a host's list may take. */
const LEASE_SECONDS = 900;

export interface CatchUpNeeds {
  readonly db: Database;
  readonly sources: ReadonlyMap<string, Source>;
  readonly metrics: Pick<Metrics, "redeliveries">;
  readonly log: Logger;
}

/** Asks hosts that never deliver twice by themselves for the deliveries that did not arrive: every five minutes, on one process. */
export class CatchUp {
  readonly #needs: CatchUpNeeds;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(needs: CatchUpNeeds) {
    this.#needs = needs;
  }

  start(): void {
    const run = (): void => {
      this.#running ??= this.run().finally(() => {
        this.#running = undefined;
      });
    };
    this.#timer = setInterval(run, LOOK_MS);
    run();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#running;
  }

  /** One look at every host whose time has come. */
  async run(): Promise<void> {
    const { log, sources } = this.#needs;
    for (const source of sources.values()) {
      try {
        await this.#look(source);
      } catch (error) {
        log.warn({ source: source.id, error: messageOf(error) }, "deliveries that did not arrive could not be asked for; they are later");
      }
    }
  }

  async #look(source: Source): Promise<void> {
    const catchUp = source.kind === "events" ? source.catchUp : undefined;
    if (catchUp === undefined || catchUp === null) return;
    const { db, log, metrics } = this.#needs;
    const taken = await takeCatchUp(db, source.id, LEASE_SECONDS);
    if (taken === null) return;
    try {
      const { asked, state } = await catchUp(taken.state, this.#stopping.signal);
      await keepCatchUp(db, source.id, state, EVERY_SECONDS);
      if (asked === 0) return;
      metrics.redeliveries.inc({ source: source.id }, asked);
      log.warn({ source: source.id, asked }, "deliveries had not arrived; the host was asked to send them again");
    } catch (error) {
      await putOffCatchUp(db, source.id, EVERY_SECONDS);
      throw error;
    }
  }
}
