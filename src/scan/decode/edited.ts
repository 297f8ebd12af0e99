import type { Piece, Span } from "./piece.ts";

/** What one decoder replaces. */
export interface Spelling {
  readonly via: string;
  /** Global. Nothing it matches may be longer than some hundred bytes, so that no input makes it slow. */
  readonly marks: RegExp;
  /** What a match stands for: one character, or nothing. */
  readonly decode: (mark: RegExpExecArray) => string;
  readonly isGuess?: boolean;
}

/** Between lines that did not stand next to each other. */
const GAP = "\u0001\n";

/** The lines that hold marks, with these replaced. Null when there are none. */
export function edited(text: string, { decode, isGuess = false, marks, via }: Spelling): Piece | null {
  const copy = new Copy(text);
  marks.lastIndex = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    copy.replace(mark.index, mark.index + mark[0].length, decode(mark));
  }
  const result = copy.finish();
  return result === "" ? null : { via, text: result, spanOf: (start, end) => copy.spanOf(start, end), isRun: false, isGuess };
}

/** A copy of some lines of a text, which remembers where everything in it came from. */
class Copy {
  readonly #text: string;
  readonly #parts: string[] = [];
  // One entry for each stretch: where it begins in the copy, where in the text, and how much of the text one character stands for.
  readonly #to: number[] = [];
  readonly #from: number[] = [];
  readonly #width: number[] = [];
  #length = 0;
  /** Of the text: up to where it is copied, and where the line that is being copied ends. */
  #at = 0;
  #lineEnd = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** In ascending order. */
  replace(start: number, end: number, by: string): void {
    if (start > this.#lineEnd) this.#beginLine(start);
    this.#verbatim(start);
    if (by !== "") this.#add(by, start, end - start);
    this.#at = end;
    if (end > this.#lineEnd) this.#lineEnd = this.#endOfLine(end);
  }

  finish(): string {
    if (this.#lineEnd >= 0) this.#verbatim(this.#lineEnd);
    return this.#parts.join("");
  }

  spanOf(start: number, end: number): Span {
    return { start: this.#origin(start).start, end: this.#origin(end - 1).end };
  }

  #beginLine(at: number): void {
    if (this.#lineEnd >= 0) {
      this.#verbatim(this.#lineEnd);
      this.#add(GAP, this.#lineEnd, 0);
    }
    this.#at = at === 0 ? 0 : this.#text.lastIndexOf("\n", at - 1) + 1;
    this.#lineEnd = this.#endOfLine(at);
  }

  #endOfLine(at: number): number {
    const newline = this.#text.indexOf("\n", at);
    return newline < 0 ? this.#text.length : newline;
  }

  #verbatim(to: number): void {
    if (to > this.#at) this.#add(this.#text.slice(this.#at, to), this.#at, 1);
    this.#at = Math.max(this.#at, to);
  }

  #add(part: string, from: number, width: number): void {
    this.#parts.push(part);
    this.#to.push(this.#length);
    this.#from.push(from);
    this.#width.push(width);
    this.#length += part.length;
  }

  #origin(offset: number): Span {
    let low = 0;
    for (let high = this.#to.length - 1; low < high; ) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#to[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const width = this.#width[low]!;
    const start = this.#from[low]! + (offset - this.#to[low]!) * (width === 1 ? 1 : 0);
    return { start, end: start + width };
  }
}
