import type { RunFilter } from "./run-filter.ts";

const LINE_FEED = 0x0a;

/** Counts lines behind a scan that only goes forward, and only where somebody asks. */
export class Lines {
  readonly #filter: RunFilter;
  #line = 1;
  /** In the buffer; negative when it was forgotten. */
  #lineFrom = 0;
  #counted = 0;
  /** What is known of the bytes that follow those counted. */
  #ahead = { to: 0, feeds: 0 };

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

  /** So many end from what was counted up to `to`. */
  know(to: number, feeds: number): void {
    this.#ahead = { to, feeds };
  }

  /** The first `keep` bytes leave the buffer. Lines are counted up to `place`, which is not before. */
  forget(place: number, keep: number): void {
    this.#count(place);
    this.#counted -= keep;
    this.#lineFrom -= keep;
    this.know(0, 0);
  }

  #count(to: number): void {
    if (to <= this.#counted) return;
    const feeds = this.#feedsTo(to);
    if (feeds > 0) this.#lineFrom = this.#filter.buffer.lastIndexOf(LINE_FEED, to - 1) + 1;
    this.#line += feeds;
    this.#counted = to;
    this.#ahead = { to: this.#ahead.to, feeds: this.#ahead.feeds - feeds };
  }

  /** From what was counted; where less lies behind it, that is counted instead. */
  #feedsTo(to: number): number {
    const { feeds, to: end } = this.#ahead;
    return to <= end && end - to < to - this.#counted ? feeds - this.#filter.lines(to, end) : this.#filter.lines(this.#counted, to);
  }
}
