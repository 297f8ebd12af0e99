import { instantiate, type RunFilterExports } from "./module.ts";
import { Places } from "./places.ts";
import type { Pass, Tables } from "./tables.ts";

/** Printable characters with a zero between every two. */
export interface Stretch {
  /** Of the first character, in the buffer. */
  readonly from: number;
  readonly text: string;
  /** Where in `text` a token may begin. */
  readonly hits: Uint32Array;
}

export interface Hits {
  /** Where in the buffer a token may begin, in order. Good until the next are asked for. */
  readonly direct: Uint32Array;
  readonly wide: readonly Stretch[];
  /** How many there are in all of it. */
  readonly lineFeeds: number;
}

/** What is overwritten behind the end of a buffer, and read. */
const SLACK = 512;
// The lists that a pass fills: places, then stretches.
const LISTS_AT = 16;
const MAX_PLACES = 2_048;
const MAX_STRETCHES = 64;
const TABLES_AT = 16_384;

/** A buffer, and the search for where in it tokens may begin: wherever one does, and in few places else. */
export class RunFilter {
  readonly buffer: Buffer;
  readonly #exports: RunFilterExports;
  readonly #tables: Tables;
  readonly #bufferAt: number;
  readonly #squeezedAt: number;
  readonly #memory: Buffer;
  readonly #places: Uint32Array;
  readonly #stretches: Uint32Array;
  readonly #direct = new Places();
  readonly #squeezed = new Places();

  constructor(tables: Tables, capacity: number) {
    this.#tables = tables;
    this.#bufferAt = TABLES_AT + tables.bytes.length + SLACK;
    this.#squeezedAt = this.#bufferAt + capacity + SLACK;
    const { exports, memory } = instantiate(this.#squeezedAt + capacity / 2 + SLACK);
    this.#exports = exports;
    this.#memory = Buffer.from(memory);
    this.#memory.set(tables.bytes, TABLES_AT);
    this.#places = new Uint32Array(memory, LISTS_AT, MAX_PLACES);
    this.#stretches = new Uint32Array(memory, LISTS_AT + 4 * MAX_PLACES, 2 * MAX_STRETCHES);
    this.buffer = Buffer.from(memory, this.#bufferAt, capacity);
  }

  /** In `from` (inclusive) to `to` of the buffer; a stretch may begin before. */
  hits(from: number, to: number): Hits {
    const [begin, end] = [this.#bufferAt + from, this.#bufferAt + to];
    const stretches: (readonly [from: number, to: number])[] = [];
    let lineFeeds = 0;
    this.#direct.begin(this.#bufferAt);
    for (const [index, pass] of this.#tables.passes.entries()) {
      const wide = this.#pass(pass, begin, end, this.#direct);
      if (index > 0) continue;
      stretches.push(...wide);
      lineFeeds = this.#exports.lineFeeds.value;
    }
    for (const literal of this.#tables.literals) this.#literal(literal, begin, end, this.#direct);
    const wide = stretches.flatMap(([a, b]) => this.#stretch(a, b) ?? []);
    return { direct: this.#inOrder(this.#direct), wide, lineFeeds };
  }

  /** How many line feeds there are from `from` to `to`. */
  lines(from: number, to: number): number {
    return this.#exports.lines(this.#bufferAt + from, this.#bufferAt + to);
  }

  /** Each pass finds them in order, and so does the search for each literal. */
  #inOrder({ all }: Places): Uint32Array {
    const { literals, passes } = this.#tables;
    return passes.length + literals.length > 1 ? all.toSorted() : all;
  }

  /** Answers where there may be text in UTF-16. */
  #pass({ at, everywhere }: Pass, begin: number, end: number, places: Places): [from: number, to: number][] {
    const wide: [number, number][] = [];
    const { fill, placeCount, start, stretchCount } = this.#exports;
    start(TABLES_AT + at, this.#bufferAt, begin, end, everywhere, LISTS_AT);
    for (let more = 1; more !== 0; ) {
      more = fill();
      places.add(this.#places.subarray(0, placeCount.value));
      for (let i = 0; i < 2 * stretchCount.value; i += 2) wide.push([this.#stretches[i]!, this.#stretches[i + 1]!]);
    }
    return wide;
  }

  #literal(at: number, begin: number, end: number, places: Places): void {
    const { find } = this.#exports;
    for (let place = find(TABLES_AT + at, begin, end); place >= 0; place = find(TABLES_AT + at, place + 1, end)) {
      places.add(Uint32Array.of(place));
    }
  }

  #stretch(begin: number, end: number): Stretch | null {
    const from = this.#squeezedAt;
    const length = this.#exports.squeeze(begin, end, from);
    const to = from + length;
    const found = this.#squeezed;
    found.begin(from);
    for (const pass of this.#tables.passes) this.#pass(pass, from, to, found);
    for (const literal of this.#tables.literals) this.#literal(literal, from, to, found);
    const hits = this.#inOrder(found).slice();
    return hits.length === 0 ? null : { from: begin - this.#bufferAt, text: this.#memory.toString("latin1", from, to), hits };
  }
}
