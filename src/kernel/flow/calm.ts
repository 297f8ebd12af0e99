import { setTimeout as delay } from "node:timers/promises";

const PATIENCE_MS = 100;

/**
 * Lets work that can wait stand back from work that cannot: both share one event loop, and every few milliseconds that
 * the first holds it are added to each of the second's round trips.
 */
export class Calm {
  #urgent = 0;
  readonly #waiting: (() => void)[] = [];

  /** Does urgent work. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#urgent += 1;
    try {
      return await work();
    } finally {
      this.#urgent -= 1;
      if (this.#urgent === 0) for (const resume of this.#waiting.splice(0)) resume();
    }
  }

  /** Resolves when no urgent work is under way, or after 100 ms: what can wait is never starved. */
  async wait(): Promise<void> {
    if (this.#urgent === 0) return;
    const late = new AbortController();
    const calm = new Promise<void>((resume) => this.#waiting.push(resume));
    await Promise.race([calm, delay(PATIENCE_MS, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
  }
}
