import { Omitted } from "../omitted.ts";

/** How much of one push is looked at. */
export interface PushLimits {
  readonly commits: number;
  readonly files: number;
  /** Of diffs and files, decompressed. */
  readonly bytes: number;
  readonly calls: number;
  readonly seconds: number;
}

type Counted = "files" | "bytes" | "calls";

/** What is left for one push, whoever works on it. */
export class Budget {
  readonly limits: PushLimits;
  readonly #left: Record<Counted, number>;
  readonly #deadline: number;

  constructor(limits: PushLimits) {
    this.limits = limits;
    this.#left = { files: limits.files, bytes: limits.bytes, calls: limits.calls };
    this.#deadline = performance.now() + limits.seconds * 1_000;
  }

  get msLeft(): number {
    return Math.max(0, this.#deadline - performance.now());
  }

  /** @throws Omitted */
  spend(what: Counted, amount: number): void {
    this.#left[what] -= amount;
    if (this.#left[what] < 0) throw new Omitted(what);
    if (this.msLeft === 0) throw new Omitted("time");
  }
}
