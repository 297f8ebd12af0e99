import type { RunFilter } from "./run-filter.ts";

const LINE_FEED = 0x0a;

/** Counts lines behind a scan that only goes forward, and only where somebody asks. */
export class Lines {
  readonly #filter: RunFilter;
  #line = 1;
  /** In the buffer; negative when it was forgotten. */
  #lineFrom = 0;
  #counted = 0;

  /** @param from where in the buffer the first line begins */
  constructor(filter: RunFilter, from: number) {
    this.#filter = filter;
    this.#lineFrom = from;
    this.#counted = from;
  }

  /** Both counted from 1. `place` is never before an earlier one. */
  at(place: number): { readonly line: number; readonly column: number } {
    this.#count(place);
    return { line: this.#line, column: place - this.#lineFrom + 1 };
  }

  /** How many lines end before `place`, which is never before an earlier one. */
  before(place: number): number {
    this.#count(place);
    return this.#line - 1;
  }

  /** The first `keep` bytes leave the buffer. Lines are counted up to `place`, which is not before. */
  forget(place: number, keep: number): void {
    this.#count(place);
    this.#counted -= keep;
    this.#lineFrom -= keep;
  }

  #count(to: number): void {
    if (to <= this.#counted) return;
    const feeds = this.#filter.lines(this.#counted, to);
    if (feeds > 0) this.#lineFrom = this.#filter.buffer.lastIndexOf(LINE_FEED, to - 1) + 1;
    this.#line += feeds;
    this.#counted = to;
  }
}
