import type { Piece, Span } from "../piece.ts";

/** A piece of a text that stands for something else: one character, or nothing. No longer than some hundred bytes. */
export interface Mark extends Span {
  readonly by: string;
}

/** What one decoder replaces. */
export interface Spelling {
  readonly via: string;
  /** Ascending, none overlapping; in time linear in the text. */
  readonly marks: (text: string) => Iterable<Mark>;
  readonly isGuess?: boolean;
}

/** Marks that a global expression finds. */
export function matches(pattern: RegExp, decode: (match: RegExpExecArray) => string): Spelling["marks"] {
  return function* marks(text) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      yield { start: match.index, end: match.index + match[0].length, by: decode(match) };
    }
  };
}

/** Between lines that did not stand next to each other. */
const GAP = "\u0001\n";

/**
 * Marks that all begin with a character that is rare: looking for that is much faster.
 * @param pattern sticky
 */
export function matchesBehind(begin: string, pattern: RegExp, decode: (match: RegExpExecArray) => string): Spelling["marks"] {
  return function* marks(text) {
    for (let at = text.indexOf(begin); at >= 0; ) {
      pattern.lastIndex = at + begin.length;
      const match = pattern.exec(text);
      const end = match === null ? at + begin.length : match.index + match[0].length;
      if (match !== null) yield { start: at, end, by: decode(match) };
      at = text.indexOf(begin, end);
    }
  };
}

/** The lines that hold marks, with these replaced. Null when there are none. */
export function edited(text: string, { isGuess = false, marks, via }: Spelling): Piece | null {
  const copy = new Copy(text);
  for (const mark of marks(text)) copy.replace(mark);
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
  replace({ by, end, start }: Mark): void {
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
