import type { Decoder } from "../piece.ts";
import { edited, matches, matchesBehind, type Spelling } from "./edited.ts";
import { htmlCharacter } from "./html.ts";
import { lineJoins } from "./line-joins.ts";

/** Stands for what is no character of a token. */
const OTHER = "\u0080";
const INVISIBLE = new Set([0xad, 0x200b, 0x2060, 0xfeff]);

function character(code: number): string {
  if (INVISIBLE.has(code)) return "";
  return code < 0x100 ? String.fromCharCode(code) : OTHER;
}

const hex = (digits: string): string => character(Number.parseInt(digits, 16));

const PERCENT: Spelling = {
  via: "percent",
  marks: matchesBehind("%", /([0-9A-Fa-f]{2})/uy, ([, digits = ""]) => hex(digits)),
};

const LETTERS: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "0": "\0" };

/** What JSON and the languages that look like C write behind a backslash. */
const ESCAPE: Spelling = {
  via: "unicode-escape",
  marks: matchesBehind(
    "\\",
    /(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|U([0-9A-Fa-f]{8})|([0-3][0-7]{2})|([bfnrtv0"'`/\\]))/uy,
    ([, braced, short, byte, long, octal, letter = ""]) => {
      const digits = braced ?? short ?? byte ?? long;
      if (digits !== undefined) return hex(digits);
      return octal === undefined ? (LETTERS[letter] ?? letter) : character(Number.parseInt(octal, 8));
    },
  ),
};

const HTML: Spelling = {
  via: "html",
  marks: matchesBehind("&", /(?:#[xX]([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([A-Za-z]{2,31}));/uy, ([, digits, decimal, name = ""]) => {
    if (digits !== undefined) return hex(digits);
    return decimal === undefined ? (htmlCharacter(name) ?? OTHER) : character(Number(decimal));
  }),
};

/** A backslash at the end of a line. */
const CONTINUATION: Spelling = {
  via: "continuation",
  marks: matchesBehind("\\", /\r?\n[ \t]{0,80}/uy, () => ""),
};

/** RFC 2045 section 6.7. */
const QUOTED_PRINTABLE: Spelling = {
  via: "quoted-printable",
  marks: matches(/=(?:([0-9A-Fa-f]{2})|[ \t]{0,80}\r?\n)/gu, ([, digits]) => (digits === undefined ? "" : hex(digits))),
};

const OPERATOR = String.raw`(?:(?:\+|\.\.?|&|<[<>]|\|\||~|\^|\\)[ \t]{0,80})?`;
// The end of a line may be continued, as shells and Visual Basic have it, or have a comment before it.
const NEWLINES = String.raw`(?:(?:\\|_|(?://|#)[^\r\n]{0,100})?\r?\n[ \t]{0,80}){0,4}`;
/** In front of a string, in Python, C, Rust, C# and others. */
const KINDS = "(?:u8|[bfrubFRUBL@$]{0,2})";

/** The end of a string and the beginning of the next, with what puts them together: an operator, a line's end or nothing. */
const CONCATENATION: Spelling = {
  via: "concat",
  marks: matches(new RegExp(String.raw`["'${"`"}][ \t]{0,80}${OPERATOR}${NEWLINES}${OPERATOR}${KINDS}["'${"`"}]`, "gu"), () => ""),
};

/** A guess: the next line may be another word. */
const LINE_JOIN: Spelling = { via: "line-join", marks: lineJoins, isGuess: true };

/** Other ways to write some characters, or to break a line: the text around them stands as it is. */
export const spellingDecoders: readonly Decoder[] = [PERCENT, ESCAPE, HTML, CONTINUATION, QUOTED_PRINTABLE, CONCATENATION, LINE_JOIN].map(
  (spelling) => (text) => {
    const piece = edited(text, spelling);
    return piece === null ? [] : [piece];
  },
);
