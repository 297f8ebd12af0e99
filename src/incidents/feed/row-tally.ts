import { NEWS_LIMIT, type Tally } from "./tally.ts";

/** How many rows of a list, counted up to `limit`, are of this time or later. */
export type CountSince = (at: Date, limit: number) => Promise<number>;

/** The rows of a list since a time shortly before it was shown, of which it showed so many. */
export interface Shown {
  readonly since: Date;
  readonly rows: number;
}

// A row may appear below newer ones: a delivery is looked at for ten seconds at most before it is committed.
const LATE_MS = 15_000;
const ROWS_LIMIT = 1_000;
// What was opened longer ago has most likely more news than are counted.
const LOOKED_BACK_MS = 24 * 3_600_000;

/** What a list that is read afterwards has not missed. */
export async function shownNow(countSince: CountSince): Promise<Shown> {
  const since = new Date(Date.now() - LATE_MS);
  return { since, rows: await countSince(since, ROWS_LIMIT) };
}

/** Rows that were not there when their list was shown. */
export class RowTally implements Tally {
  readonly #countSince: CountSince;
  readonly #shown: Shown;

  constructor(countSince: CountSince, shown: Shown) {
    this.#countSince = countSince;
    const earliest = new Date(Date.now() - LOOKED_BACK_MS);
    this.#shown = shown.since < earliest ? { since: earliest, rows: 0 } : shown;
  }

  async count(): Promise<number> {
    const { rows, since } = this.#shown;
    const known = Math.min(rows, ROWS_LIMIT);
    return Math.max(0, (await this.#countSince(since, known + NEWS_LIMIT)) - known);
  }
}
