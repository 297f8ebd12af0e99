import type { Queryable } from "../../db/database.ts";
import { type ListOfIncidents, selectNews } from "./news.sql.ts";
import { newestBlock } from "./revocations.sql.ts";
import { NEWS_LIMIT, type Tally } from "./tally.ts";

const BLOCKS_AT_ONCE = 2_000n;
// What was opened longer ago has most likely more news than are counted.
const LOOKED_BACK = 10_000n;

/** Incidents of a list that the blocks of the audit trail after one tell something new about. It reads each block once. */
export class IncidentTally implements Tally {
  readonly #db: Queryable;
  readonly #list: ListOfIncidents;
  readonly #seen = new Set<string>();
  #after: bigint;

  constructor(db: Queryable, list: ListOfIncidents, after: bigint) {
    this.#db = db;
    this.#list = list;
    this.#after = after;
  }

  async count(): Promise<number> {
    const newest = await newestBlock(this.#db);
    if (newest - this.#after > LOOKED_BACK) this.#after = newest - LOOKED_BACK;
    while (this.#after < newest && this.#seen.size < NEWS_LIMIT) {
      const end = this.#after + BLOCKS_AT_ONCE;
      const to = end < newest ? end : newest;
      for (const id of await selectNews(this.#db, this.#list, this.#after, to, NEWS_LIMIT)) this.#seen.add(id);
      this.#after = to;
    }
    return Math.min(this.#seen.size, NEWS_LIMIT);
  }
}
