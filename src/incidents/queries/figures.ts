import type { Queryable } from "../../db/database.ts";
import { uuidFloor } from "../../kernel/ids.ts";
import { countReports, type Lapses, type ReportCounts, type Slow, selectLapses, selectSlowest } from "./figures.sql.ts";

/** What figures may look back at. */
export const RANGES = { "24h": 1, "7d": 7, "30d": 30, "90d": 90 } as const;
export type RangeName = keyof typeof RANGES;

/** The service level objective of a revocation, as the alert `TokenwardSlowRevocations` has it. */
export const OBJECTIVE_SECONDS = 60;

export interface Figures {
  readonly from: Date;
  readonly to: Date;
  readonly unit: "hour" | "day";
  readonly reports: ReportCounts;
  readonly revoked: readonly Lapses[];
  readonly told: readonly Lapses[];
  readonly slowest: readonly Slow[];
  readonly slowestTold: readonly Slow[];
}

const DAY_MS = 86_400_000;
const FRESH_MS = 60_000;

/** Figures over a range of time, kept for a minute: whoever looks meanwhile costs nothing. */
export class FigureBook {
  readonly #db: Queryable;
  readonly #kept = new Map<RangeName, { readonly at: number; readonly figures: Promise<Figures> }>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  async of(range: RangeName, now: Date): Promise<Figures> {
    const kept = this.#kept.get(range);
    if (kept !== undefined && now.getTime() - kept.at < FRESH_MS) return await kept.figures;
    const entry = { at: now.getTime(), figures: this.#read(range, now) };
    this.#kept.set(range, entry);
    entry.figures.catch(() => this.#kept.delete(range));
    return await entry.figures;
  }

  async #read(range: RangeName, to: Date): Promise<Figures> {
    const unit = range === "24h" ? "hour" : "day";
    const from = new Date(to.getTime() - RANGES[range] * DAY_MS);
    const [reports, revoked, told, slowest, slowestTold] = await Promise.all([
      countReports(this.#db, uuidFloor(from), unit),
      selectLapses(this.#db, from, "revoked_at", OBJECTIVE_SECONDS),
      selectLapses(this.#db, from, "notified_at", OBJECTIVE_SECONDS),
      selectSlowest(this.#db, from, "revoked_at"),
      selectSlowest(this.#db, from, "notified_at"),
    ]);
    return { from, to, unit, reports, revoked, told, slowest, slowestTold };
  }
}
