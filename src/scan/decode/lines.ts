/** Counts lines from one window to the next. */
export class Lines {
  #line = 1;
  #lineStart = 0;
  #text = "";
  /** Of the text in the stream. */
  #base = 0;
  /** Where the line ends, in the stream. */
  #newline = Number.POSITIVE_INFINITY;

  /** @param base where `text` begins in the stream, in bytes */
  window(text: string, base: number, from: number): void {
    this.#text = text;
    this.#base = base;
    this.#newline = this.#next(from);
  }

  /** Both counted from 1. Only ever forward. */
  place(offset: number): { line: number; column: number } {
    while (this.#newline < offset) {
      this.#line += 1;
      this.#lineStart = this.#newline + 1;
      this.#newline = this.#next(this.#lineStart);
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }

  #next(from: number): number {
    const newline = this.#text.indexOf("\n", from - this.#base);
    return newline < 0 ? Number.POSITIVE_INFINITY : this.#base + newline;
  }
}
