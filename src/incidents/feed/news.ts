import type { Queryable } from "../../db/database.ts";
import { messageOf } from "../../kernel/errors.ts";
import { singleFlight } from "../../kernel/flow/single-flight.ts";
import type { Logger } from "../../kernel/log.ts";
import { type ListOfIncidents, selectNews } from "./news.sql.ts";
import { newestBlock } from "./revocations.sql.ts";
import { TrailWatch } from "./trail-watch.ts";

/** Counted up to here; above it, the exact number tells nobody more. */
export const NEWS_LIMIT = 100;

export interface NewsFollower {
  /** How many incidents of the list are new by now. */
  take(count: number): Promise<void>;
  /** Nothing more will come from this process. */
  end(): void;
}

const LOOK_MS = 1_000;
const BLOCKS_AT_ONCE = 2_000n;
// What was opened longer ago has most likely more news than are counted.
const LOOKED_BACK = 10_000n;

/** Tells whoever looks at a list how many incidents in it are new since they opened it. The list itself is never touched. */
export class News {
  readonly #db: Queryable;
  readonly #log: Logger;
  readonly #watch: TrailWatch;
  readonly #followers = new Set<NewsFollower>();

  constructor(db: Queryable, log: Logger) {
    this.#db = db;
    this.#log = log;
    this.#watch = new TrailWatch(db, log, LOOK_MS);
  }

  get followers(): number {
    return this.#followers.size;
  }

  /** What a list that is read now has not missed. */
  async position(): Promise<bigint> {
    return await newestBlock(this.#db);
  }

  /** How many are new since then. */
  async since(list: ListOfIncidents, after: bigint): Promise<number> {
    return await new Tally(this.#db, list, after).count();
  }

  /** Answers how to stop. */
  follow(list: ListOfIncidents, after: bigint, follower: NewsFollower): () => void {
    const tally = new Tally(this.#db, list, after);
    let told = 0;
    const look = singleFlight(async () => {
      try {
        const count = await tally.count();
        if (count === told) return;
        await follower.take(count);
        told = count;
      } catch (error) {
        this.#watch.again();
        this.#log.warn({ error: messageOf(error) }, "the news of a list cannot be read; it is tried again");
      }
    });
    this.#followers.add(follower);
    const stop = this.#watch.listen(() => void look());
    return () => {
      this.#followers.delete(follower);
      stop();
    };
  }

  close(): void {
    for (const follower of this.#followers) follower.end();
  }
}

/** Reads each block once. */
class Tally {
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
