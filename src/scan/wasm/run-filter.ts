import { instantiate, type RunFilterExports } from "./module.ts";
import type { Pass, Tables } from "./tables.ts";

/** Printable characters with a zero between every two. */
export interface Stretch {
  /** Of the first character, in the buffer. */
  readonly from: number;
  readonly text: string;
  /** Where in `text` a token may begin. */
  readonly hits: readonly number[];
}

export interface Hits {
  /** Where in the buffer a token may begin, in order. */
  readonly direct: readonly number[];
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
    const found: number[][] = [];
    const stretches: (readonly [from: number, to: number])[] = [];
    let lineFeeds = 0;
    for (const [index, pass] of this.#tables.passes.entries()) {
      const { direct, wide } = this.#pass(pass, begin, end, this.#bufferAt);
      if (direct.length > 0) found.push(direct);
      if (index > 0) continue;
      stretches.push(...wide);
      lineFeeds = this.#exports.lineFeeds.value;
    }
    for (const literal of this.#tables.literals) {
      const places = this.#literal(literal, begin, end, this.#bufferAt);
      if (places.length > 0) found.push(places);
    }
    const direct = found.length === 1 ? found[0]! : found.flat().toSorted((a, b) => a - b);
    const wide = stretches.flatMap(([a, b]) => this.#stretch(a, b) ?? []);
    return { direct, wide, lineFeeds };
  }

  /** How many line feeds there are from `from` to `to`. */
  lines(from: number, to: number): number {
    return this.#exports.lines(this.#bufferAt + from, this.#bufferAt + to);
  }

  /** Places count from `origin`. */
  #pass({ at, everywhere }: Pass, begin: number, end: number, origin: number): { direct: number[]; wide: [number, number][] } {
    const direct: number[] = [];
    const wide: [number, number][] = [];
    const { fill, placeCount, start, stretchCount } = this.#exports;
    start(TABLES_AT + at, this.#bufferAt, begin, end, everywhere, LISTS_AT);
    for (let more = 1; more !== 0; ) {
      more = fill();
      // Read once: to ask WebAssembly for a number costs more than what is done with a place.
      const [places, stretches] = [placeCount.value, 2 * stretchCount.value];
      for (let i = 0; i < places; i++) direct.push(this.#places[i]! - origin);
      for (let i = 0; i < stretches; i += 2) wide.push([this.#stretches[i]!, this.#stretches[i + 1]!]);
    }
    return { direct, wide };
  }

  #literal(at: number, begin: number, end: number, origin: number): number[] {
    const places: number[] = [];
    const { find } = this.#exports;
    for (let place = find(TABLES_AT + at, begin, end); place >= 0; place = find(TABLES_AT + at, place + 1, end))
      places.push(place - origin);
    return places;
  }

  #stretch(begin: number, end: number): Stretch | null {
    const from = this.#squeezedAt;
    const length = this.#exports.squeeze(begin, end, from);
    const to = from + length;
    const found = this.#tables.passes.flatMap((pass) => this.#pass(pass, from, to, from).direct);
    found.push(...this.#tables.literals.flatMap((literal) => this.#literal(literal, from, to, from)));
    if (found.length === 0) return null;
    return { from: begin - this.#bufferAt, text: this.#memory.toString("latin1", from, to), hits: found.toSorted((a, b) => a - b) };
  }
}
