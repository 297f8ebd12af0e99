/** So many calls in so many seconds. */
export interface Rate {
  readonly calls: number;
  readonly per_seconds: number;
}

/** A token bucket: a whole allowance may be used at once, and comes back evenly. Of this process alone. */
export class Allowance {
  readonly #rate: Rate;
  #left: number;
  #at = performance.now();

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#left = rate.calls;
  }

  /** Takes a call and answers the seconds to wait before it; takes none when that is more than `atMost`. */
  take(atMost: number): number {
    const { calls, per_seconds } = this.#rate;
    const now = performance.now();
    this.#left = Math.min(calls, this.#left + ((now - this.#at) / 1_000) * (calls / per_seconds));
    this.#at = now;
    const wait = Math.max(0, (1 - this.#left) * (per_seconds / calls));
    if (wait <= atMost) this.#left -= 1;
    return wait;
  }
}
