const LETTER_OR_DIGIT = /[0-9A-Za-z]/u;

/** Characters that, beside a token, would be part of it or of another word. */
export interface Neighbours {
  readonly before?: RegExp;
  readonly after?: RegExp;
}

/** Nothing of a word on either side: for formats that neither structure nor checksum tells from other text. */
export const WORD_EDGES: Neighbours = { before: LETTER_OR_DIGIT, after: LETTER_OR_DIGIT };
/** For prefixes that occur nowhere else: only the end is open. */
export const WORD_END: Neighbours = { after: LETTER_OR_DIGIT };

// The letter in front of a token in `"…\ntoken"` is no letter of the text, nor is a digit of `%3A`: what they stand for is.
const ESCAPE_BEFORE = /\\(?:[bfnrtv]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})$|%[0-9A-Fa-f]{2}$/u;
const LONGEST_ESCAPE = 6;

export function isFree(text: string, start: number, { before }: Neighbours): boolean {
  if (start === 0 || before === undefined || !before.test(text[start - 1]!)) return true;
  return ESCAPE_BEFORE.test(text.slice(Math.max(0, start - LONGEST_ESCAPE), start));
}

export function isEnd(text: string, end: number, { after }: Neighbours): boolean {
  return end === text.length || after === undefined || !after.test(text[end]!);
}
