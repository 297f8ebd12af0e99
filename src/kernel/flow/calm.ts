import { clearTimeout, setTimeout } from "node:timers";
import { setImmediate as nextTurn } from "node:timers/promises";

const PATIENCE_MS = 20;

/**
 * Lets work that can wait stand back from work that cannot: both share one event loop, and every few milliseconds that
 * the first holds it are added to each of the second's round trips. What waited goes on one by one, a turn of the
 * event loop each.
 */
export class Calm {
  #urgent = 0;
  #line: Promise<void> = Promise.resolve();
  #resume: () => void = () => undefined;

  /** Does urgent work. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#urgent += 1;
    try {
      return await work();
    } finally {
      this.#urgent -= 1;
      if (this.#urgent === 0) this.#resume();
    }
  }

  /** Resolves when no urgent work is under way and whoever asked earlier has begun; never starved for longer than 20 ms a turn. */
  async wait(): Promise<void> {
    this.#line = this.#line.then(async () => {
      await nextTurn();
      await this.#quiet();
    });
    await this.#line;
  }

  #quiet(): Promise<void> {
    if (this.#urgent === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const late = setTimeout(resolve, PATIENCE_MS);
      this.#resume = () => {
        clearTimeout(late);
        resolve();
      };
    });
  }
}
