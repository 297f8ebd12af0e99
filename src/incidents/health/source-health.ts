import { clearInterval, setInterval } from "node:timers";
import type { Database, Queryable } from "../../db/database.ts";
import { messageOf } from "../../kernel/errors.ts";
import { singleFlight } from "../../kernel/flow/single-flight.ts";
import type { Logger } from "../../kernel/log.ts";
import type { RefusalReason } from "../../sources/source.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { Sightings } from "./sightings.ts";
import { addSighting, type SourceRow, selectSources } from "./source-health.sql.ts";

/** What is wrong with a source of which something still comes. */
export const SOURCE_ALARMS = ["nothing_genuine", "nothing_matches"] as const;
export type SourceAlarm = (typeof SOURCE_ALARMS)[number];

/** What all processes know of a source: for alarms, `doctor` and whoever shows it. */
export interface SourceState {
  readonly source: string;
  /** When the last genuine delivery came, and the last that was refused. */
  readonly acceptedAt: Date | null;
  readonly refusedAt: Date | null;
  readonly refusal: string | null;
  readonly alarms: readonly SourceAlarm[];
}

// Enough to be no accident, and few enough that a source of some alerts a day is noticed within days.
const REFUSED_ALARM = 10;
const UNMATCHED_ALARM = 50;
const TICK_MS = 5_000;
// From here on older records count half.
const RATIO_RECORDS = 1_000;

/** Every source of which anything was ever seen. */
export async function readSourceStates(db: Queryable): Promise<readonly SourceState[]> {
  return (await selectSources(db)).map(stateOf);
}

function stateOf({ refusedInARow, unmatchedInARow, ...row }: SourceRow): SourceState {
  const alarms: SourceAlarm[] = [];
  if (refusedInARow >= REFUSED_ALARM) alarms.push("nothing_genuine");
  if (unmatchedInARow >= UNMATCHED_ALARM) alarms.push("nothing_matches");
  return { ...row, alarms };
}

export interface SourceHealthNeeds {
  readonly db: Database;
  readonly metrics: Pick<Metrics, "sourceAlarm" | "sourceMatchRatio">;
  readonly log: Logger;
}

/**
 * Watches whether what comes from a source is still genuine and still ours. What this process sees it tells the database
 * every 5 s, and learns there what the others saw: an alarm is one of all processes. It watches only: no delivery waits for it.
 */
export class SourceHealth {
  readonly #needs: SourceHealthNeeds;
  readonly #sightings = new Sightings();
  readonly #shares = new Map<string, { readonly records: number; readonly matched: number }>();
  readonly #raised = new Set<string>();
  readonly #exchange = singleFlight(async () => await this.#exchangeNow());
  #timer: NodeJS.Timeout | undefined;
  #failing = false;

  constructor(needs: SourceHealthNeeds) {
    this.#needs = needs;
  }

  start(): void {
    this.#timer = setInterval(() => void this.exchange(), TICK_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.exchange();
  }

  genuine(source: string): void {
    this.#sightings.genuine(source);
  }

  refused(source: string, reason: RefusalReason): void {
    this.#sightings.refused(source, reason);
  }

  /** The records of one accepted delivery, and how many held a token of a known format. */
  records(source: string, records: number, matched: number): void {
    this.#sightings.records(source, records, matched);
    const share = this.#shares.get(source) ?? { records: 0, matched: 0 };
    const fade = share.records > RATIO_RECORDS ? 0.5 : 1;
    const now = { records: share.records * fade + records, matched: share.matched * fade + matched };
    this.#shares.set(source, now);
    if (now.records > 0) this.#needs.metrics.sourceMatchRatio.set({ source }, now.matched / now.records);
  }

  /** Tells what was seen and learns what others saw. Never fails: it is tried again. */
  async exchange(): Promise<void> {
    await this.#exchange();
  }

  async #exchangeNow(): Promise<void> {
    const { db, log } = this.#needs;
    const taken = this.#sightings.take();
    try {
      for (const [source, sighting] of taken) {
        await addSighting(db, source, sighting);
        taken.delete(source);
      }
      for (const state of await readSourceStates(db)) this.#judge(state);
      this.#failing = false;
    } catch (error) {
      for (const [source, sighting] of taken) this.#sightings.putBack(source, sighting);
      if (!this.#failing) log.warn({ error: messageOf(error) }, "what is seen of the sources cannot be shared with other processes");
      this.#failing = true;
    }
  }

  #judge({ alarms, refusal, source }: SourceState): void {
    const { log, metrics } = this.#needs;
    for (const reason of SOURCE_ALARMS) {
      const key = `${source} ${reason}`;
      const isRaised = alarms.includes(reason);
      metrics.sourceAlarm.set({ source, reason }, isRaised ? 1 : 0);
      if (isRaised === this.#raised.has(key)) continue;
      if (isRaised) {
        this.#raised.add(key);
        log.warn(
          { source, alarm: reason, ...(reason === "nothing_genuine" && { refusal }) },
          `${ALARM_WORDS[reason]}; see tokenward doctor`,
        );
      } else {
        this.#raised.delete(key);
        log.info({ source, alarm: reason }, "the alarm is over");
      }
    }
  }
}

const ALARM_WORDS: Readonly<Record<SourceAlarm, string>> = {
  nothing_genuine: "every delivery of a source is refused",
  nothing_matches: "no record of a source holds a token of a known format",
};
