import { CharacterSet } from "../characters.ts";
import type { Mark } from "./edited.ts";

const WORD = new CharacterSet(/[A-Za-z0-9_+/.-]/u);
/** A word is long that has so many of them. */
const LONG = 16;
const MAX_BLANKS = 8;
/** How mailers and editors begin a line that goes on with the one before. */
const INDENT = /[ \t]{0,80}(?:[>#*|][ \t]{0,8}){0,8}(?=[A-Za-z0-9_+/.-])/uy;

/** Soft hyphen, zero-width space, word joiner, byte order mark, in UTF-8. */
const INVISIBLE = ["\u00c2\u00ad", "\u00e2\u0080\u008b", "\u00e2\u0081\u00a0", "\u00ef\u00bb\u00bf"];

/** The ends of lines in the middle of a long word, with how the next ones begin; and what nobody sees. */
export function lineJoins(text: string): readonly Mark[] {
  const joins: Mark[] = [];
  for (let feed = text.indexOf("\n"); feed >= 0; feed = text.indexOf("\n", feed + 1)) {
    const start = endOfWord(text, feed);
    if (start === null) continue;
    INDENT.lastIndex = feed + 1;
    const indent = INDENT.exec(text)?.[0];
    if (indent !== undefined) joins.push({ start, end: feed + 1 + indent.length, by: "" });
  }
  const unseen = INVISIBLE.flatMap((character) => [...everywhere(text, character)]);
  return unseen.length === 0 ? joins : [...joins, ...unseen].toSorted((a, b) => a.start - b.start);
}

function* everywhere(text: string, character: string): Generator<Mark> {
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
    yield { start: at, end: at + character.length, by: "" };
  }
}

/** Where the long word ends that a line ends with; null when it ends with none. */
function endOfWord(text: string, feed: number): number | null {
  let end = feed;
  if (text[end - 1] === "\r") end--;
  const least = end - MAX_BLANKS;
  while (end > least && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
  return end >= LONG && WORD.hasAll(text, end - LONG, end) ? end : null;
}
