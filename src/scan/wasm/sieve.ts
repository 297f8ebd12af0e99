import type { Sieve, Sifted } from "../scanner.ts";
import type { RunFilter } from "./run-filter.ts";

/** As with streams: it stays in the second-level cache. */
export const SIEVE_BYTES = 2 ** 19;
/** Behind each text. No token holds it, and no run goes on behind it. */
const BETWEEN = 0x0a;

/**
 * One search over many texts. What a text holds by itself it holds among others as well: each of its runs is there whole. So where no
 * token may begin here, there is none.
 */
export class RunSieve implements Sieve {
  readonly #filter: RunFilter;
  readonly #giveBack: (filter: RunFilter) => void;
  /** Where each text begins; behind the last, where the next will. */
  #starts: number[] = [0];
  readonly memory: Uint8Array;
  used = 0;

  constructor(filter: RunFilter, giveBack: (filter: RunFilter) => void) {
    this.#filter = filter;
    this.#giveBack = giveBack;
    this.memory = this.#filter.buffer.subarray(0, -1);
  }

  add(length: number): void {
    this.#filter.buffer[this.used + length] = BETWEEN;
    this.used += length + 1;
    this.#starts.push(this.used);
  }

  sift(): readonly Sifted[] {
    const starts = this.#starts;
    const { direct, wide } = this.#filter.hits(0, this.used);
    const places = [...direct, ...wide.flatMap(({ from, hits }) => Array.from(hits, (index) => from + 2 * index))];
    this.#starts = [0];
    this.used = 0;
    let index = 0;
    const sifted: Sifted[] = [];
    for (const place of places.toSorted((a, b) => a - b)) {
      if (place < starts[index]!) continue;
      while (place >= starts[index + 1]!) index += 1;
      sifted.push({ index, bytes: this.#bytes(starts[index]!, starts[index + 1]!) });
      index += 1;
    }
    return sifted;
  }

  close(): void {
    this.#giveBack(this.#filter);
  }

  #bytes(from: number, next: number): Uint8Array {
    return this.memory.subarray(from, next - 1);
  }
}
