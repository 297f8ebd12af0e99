import { clearInterval, setInterval } from "node:timers";
import type { Queryable } from "../../db/database.ts";
import { messageOf } from "../../kernel/errors.ts";
import { singleFlight } from "../../kernel/flow/single-flight.ts";
import type { Logger } from "../../kernel/log.ts";
import type { Tally } from "./tally.ts";
import { TrailWatch } from "./trail-watch.ts";

export interface NewsFollower {
  /** How much of the list is new by now. */
  take(count: number): Promise<void>;
  /** Nothing more will come from this process. */
  end(): void;
}

const LOOK_MS = 1_000;
// Some of what a list shows leaves nothing in the audit trail: work that belongs to no incident and was given up.
const ANYWAY_MS = 10_000;

/** Tells whoever looks at a list how much in it is new since they opened it. The list itself is never touched. */
export class News {
  readonly #log: Logger;
  readonly #watch: TrailWatch;
  readonly #followers = new Set<NewsFollower>();

  constructor(db: Queryable, log: Logger) {
    this.#log = log;
    this.#watch = new TrailWatch(db, log, LOOK_MS);
  }

  get followers(): number {
    return this.#followers.size;
  }

  /** Answers how to stop. */
  follow(tally: Tally, follower: NewsFollower): () => void {
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
    const timer = setInterval(() => void look(), ANYWAY_MS);
    return () => {
      this.#followers.delete(follower);
      clearInterval(timer);
      stop();
    };
  }

  close(): void {
    for (const follower of this.#followers) follower.end();
  }
}
