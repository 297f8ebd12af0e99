import type { Span } from "./piece.ts";

/** A set of characters of one byte. */
export class CharacterSet {
  readonly #has = new Uint8Array(256);

  /** @param one matches each of them, and no other */
  constructor(one: RegExp) {
    for (const code of this.#has.keys()) this.#has[code] = Number(one.test(String.fromCharCode(code)));
  }

  hasAll(text: string, start: number, end: number): boolean {
    return this.#lastOther(text, start, end) < start;
  }

  /** Stretches of at least so many of them, each as long as it is. It looks at few characters more than every `least`th. */
  *runs(text: string, least: number): Generator<Span> {
    for (let start = 0; start + least <= text.length; ) {
      const other = this.#lastOther(text, start, start + least);
      if (other < start) {
        let end = start + least;
        while (end < text.length && this.#has[text.charCodeAt(end)] === 1) end++;
        yield { start, end };
        start = end + 1;
      } else {
        start = other + 1;
      }
    }
  }

  /** Less than `start` when there is none. */
  #lastOther(text: string, start: number, end: number): number {
    let at = end - 1;
    while (at >= start && this.#has[text.charCodeAt(at)] === 1) at--;
    return at;
  }
}
