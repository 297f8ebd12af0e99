import type { Candidate } from "../../formats/format.ts";
import type { Matcher } from "../../formats/matcher.ts";
import { ALLOW_REACH, isAllowed } from "../engine/allowed.ts";
import { type WideReading, wideReadings } from "../engine/wide.ts";
import type { Found, Origin, ScanStream } from "../scanner.ts";
import { Lines } from "./lines.ts";
import type { RunFilter, Stretch } from "./run-filter.ts";

/** What a stream needs of its scanner. */
export interface StreamNeeds {
  readonly matcher: Matcher;
  readonly allow: string | undefined;
  /** See `Shape`, of all formats. */
  readonly reach: number;
  /** By byte: 1 where a token that is not complete may go on. */
  readonly goesOn: Uint8Array;
  borrow(): RunFilter;
  giveBack(filter: RunFilter): void;
}

/** New bytes for which it is worth looking; with what is kept, they stay in the second-level cache. */
const CHUNK = 2 ** 19;
/** A prefix may be cut in two by the end of what is known. */
const LONGEST_PREFIX = 255;
/** Bytes kept before what is still to be looked at: what formats see before a token, in UTF-16. */
const BEHIND = 32;

const NOTHING = new Uint8Array(0);

/** How large a buffer has to be: a token that is not complete is kept, in UTF-16, and what may allow it. */
export function capacityFor(reach: number): number {
  return 2 * (reach + ALLOW_REACH) + BEHIND + CHUNK;
}

/** Where in the buffer a token may begin. There may be one every few bytes: only those in UTF-16 are more than a number. */
type Hit = number | WideHit;

interface WideHit {
  /** In the buffer: what `Found` calls its start. */
  readonly start: number;
  /** Of the first character of the stretch, in the buffer. */
  readonly from: number;
  readonly index: number;
  readonly readings: readonly WideReading[];
}

/**
 * Gathers bytes until it is worth looking, so that what is found cannot depend on how they came; keeps of them only what
 * something may still come of.
 */
export class WasmStream implements ScanStream {
  readonly #needs: StreamNeeds;
  readonly #origin: Origin | null;
  /** From the first byte on, until the end. */
  #borrowed: { readonly filter: RunFilter; readonly lines: Lines } | null = null;
  /** Bytes in the buffer, and where the first of them stands in the stream. */
  #length = 0;
  #base = 0;
  /** In the buffer: what lies before is done. */
  #from = 0;
  /** In the stream: where the last tokens end, in UTF-16 without the zero. None begins before. */
  #directFrom = 0;
  #wideFrom = 0;
  /** A part of the buffer as text. */
  #window = { from: 0, to: 0, text: "" };

  /** Of a part; known after the end. */
  lineFeeds = 0;

  constructor(needs: StreamNeeds, origin?: Origin) {
    this.#needs = needs;
    this.#origin = origin ?? null;
  }

  get #own(): { readonly filter: RunFilter; readonly lines: Lines } {
    if (this.#borrowed === null) {
      const filter = this.#needs.borrow();
      const { at, before } = this.#origin ?? { at: 0, before: NOTHING };
      filter.buffer.set(before);
      this.#length = this.#from = before.length;
      this.#base = at - before.length;
      this.#borrowed = { filter, lines: new Lines(filter, before.length) };
    }
    return this.#borrowed;
  }

  get #buffer(): Buffer {
    return this.#own.filter.buffer;
  }

  room(): Uint8Array {
    return this.#buffer.subarray(this.#length);
  }

  push(chunk: Uint8Array): readonly Found[] {
    if (chunk.buffer === this.#buffer.buffer) return this.#filled(chunk.length);
    const found: Found[] = [];
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + this.#buffer.length - this.#length);
      this.#buffer.set(piece, this.#length);
      at += piece.length;
      for (const one of this.#filled(piece.length)) found.push(one);
    }
    return found;
  }

  end(): readonly Found[] {
    if (this.#borrowed === null) return [];
    const found = this.#length > this.#from ? this.#look(true) : [];
    if (this.#origin !== null) this.lineFeeds = this.#borrowed.lines.before(this.#length);
    this.#needs.giveBack(this.#borrowed.filter);
    this.#borrowed = null;
    return found;
  }

  #filled(count: number): readonly Found[] {
    this.#length += count;
    return this.#length === this.#buffer.length ? this.#look(false) : [];
  }

  #look(isLast: boolean): Found[] {
    const end = this.#length;
    this.#window = { from: 0, to: 0, text: "" };
    const found: Found[] = [];
    let horizon = isLast ? end : this.#openFrom();
    for (const hit of this.#hits()) {
      const start = startOf(hit);
      if (start >= horizon) break;
      if (!isLast && start + this.#reach(hit) > end) {
        horizon = start;
        break;
      }
      const one = typeof hit === "number" ? this.#readDirect(hit) : this.#readWide(hit);
      if (one !== null) found.push(one);
    }
    if (!isLast) this.#forget(horizon);
    return found;
  }

  /** In the order of their starts. */
  #hits(): Iterable<Hit> {
    const { direct, lineFeeds, wide } = this.#own.filter.hits(this.#from, this.#length);
    this.#own.lines.know(this.#length, lineFeeds);
    if (wide.length === 0) return direct;
    const hits: Hit[] = [...direct];
    for (const stretch of wide) {
      const { from } = stretch;
      const readings = this.#readings(stretch);
      for (const index of stretch.hits) {
        const start = from + 2 * index - readings[0]!.shift;
        if (start >= this.#from) hits.push({ start, from, index, readings });
      }
    }
    return hits.toSorted((a, b) => startOf(a) - startOf(b));
  }

  /** How far behind the start of a hit it must be known what stands there. */
  #reach(hit: Hit): number {
    return (typeof hit === "number" ? this.#needs.reach : 2 * this.#needs.reach) + ALLOW_REACH;
  }

  /** Where, at the end of the buffer, something begins that may turn out to be a token when more is known. */
  #openFrom(): number {
    const { goesOn, reach } = this.#needs;
    const buffer = this.#buffer;
    const end = this.#length;
    let at = end;
    while (at > this.#from && end - at < reach && goesOn[buffer[at - 1]!] === 1) at--;
    // Every second byte is zero: the last one, or the one before it.
    for (const last of [end, end - 1]) {
      let wide = last;
      while (wide - 2 >= this.#from && end - wide < 2 * reach && buffer[wide - 1] === 0 && buffer[wide - 2] !== 0) wide -= 2;
      // Big-endian, a token begins with the zero before.
      at = Math.min(at, wide - 1);
    }
    return Math.max(this.#from, Math.min(at, end - LONGEST_PREFIX));
  }

  #readDirect(start: number): Found | null {
    if (this.#base + start < this.#directFrom) return null;
    const { text, from } = this.#textAt(start);
    const token = this.#whole(text, start - from);
    if (token === null) return null;
    const end = start + token.end - token.start;
    this.#directFrom = this.#base + end;
    return this.#found(token, start, end, []);
  }

  #readings({ from, text }: Stretch): readonly WideReading[] {
    const known = this.#buffer.subarray(0, this.#length);
    return wideReadings({ text, at: this.#base + from, before: known[from - 1], behind: known[from + 2 * text.length - 1] });
  }

  #readWide({ from, index, readings }: WideHit): Found | null {
    const character = from + 2 * index;
    if (this.#base + character < this.#wideFrom) return null;
    for (const { shift, text, via } of readings) {
      const token = this.#whole(text, index);
      if (token === null) continue;
      const length = 2 * (token.end - token.start);
      // The next stretch may follow at once, its characters where the zeros of this one would be.
      this.#wideFrom = this.#base + character + length - 1;
      return this.#found(token, character - shift, character - shift + length, [via]);
    }
    return null;
  }

  #whole(text: string, at: number): Candidate | null {
    const token = this.#needs.matcher.read(text, at);
    return token === null || token.wholeness === "truncated" ? null : token;
  }

  #found({ format, redacted, text: token }: Candidate, start: number, end: number, via: readonly string[]): Found | null {
    const { allow } = this.#needs;
    if (allow !== undefined && isAllowed(this.#buffer.toString("latin1", end, Math.min(end + ALLOW_REACH, this.#length)), allow))
      return null;
    const { line, column } = this.#own.lines.at(start);
    return { format, start: this.#base + start, end: this.#base + end, line, column, token, redacted, via, member: null };
  }

  /** Text that holds all that matters to a token at `start`. What was made for the one before is mostly good for the next. */
  #textAt(start: number): { readonly text: string; readonly from: number } {
    const { reach } = this.#needs;
    const { from, to } = this.#window;
    const isInside = start - BEHIND >= from || (from === 0 && start >= from);
    if (!isInside || Math.min(start + reach, this.#length) > to) {
      const [begin, end] = [Math.max(0, start - BEHIND), Math.min(this.#length, start + 2 * reach)];
      this.#window = { from: begin, to: end, text: this.#buffer.toString("latin1", begin, end) };
    }
    return this.#window;
  }

  #forget(horizon: number): void {
    const keep = Math.max(0, horizon - BEHIND);
    this.#own.lines.forget(horizon, keep);
    this.#buffer.copyWithin(0, keep, this.#length);
    this.#base += keep;
    this.#from = horizon - keep;
    this.#length -= keep;
  }
}

function startOf(hit: Hit): number {
  return typeof hit === "number" ? hit : hit.start;
}
