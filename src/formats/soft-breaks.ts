// What editors, mailers and people put into the middle of a long line. All bounded: no input makes these slow.
const INDENT = "[ \\t]{0,80}(?:[>#*|][ \\t]{0,8}){0,8}";
const SOFT_BREAK = new RegExp(
  [
    // Python, JavaScript or C string put together over lines.
    `["'][ \\t]{0,8}[+.\\\\]?[ \\t]{0,8}\\r?\\n[ \\t]{0,80}[+.]?[ \\t]{0,8}["']`,
    // Wrapped, quoted-printable or continued line; the next one indented, quoted or commented.
    `[ \\t]{0,8}[=\\\\]?\\r?\\n${INDENT}`,
    // An escaped newline in JSON.
    "(?:\\\\r)?\\\\n[ \\t]{0,80}",
    "[ \\t]{1,80}",
    // Soft hyphen, zero-width space, word joiner, byte order mark.
    "[\\u00AD\\u200B\\u2060\\uFEFF]{1,8}",
  ].join("|"),
  "uy",
);
const RUN = /[A-Za-z0-9_+/-]+/uy;

const MAX_JOINS = 64;
const MAX_CHARS = 65_536;

/** Text with its soft breaks taken out. */
export interface Unwrapped {
  readonly text: string;
  /** Where offset `end` (exclusive) of `text` is in the text it was made from. */
  originalEnd(end: number): number;
}

/**
 * The characters from `start` on as one run, through at most 64 soft breaks, and not into the next of `starts`: no
 * stretch of text is joined twice, so the work stays linear. Null when nothing is broken. `head` stands at `start`.
 */
export function unwrap(text: string, start: number, head: string, starts: RegExp): Unwrapped | null {
  const base = start + head.length;
  const window = text.slice(base, base + MAX_CHARS);
  const next = window.search(starts);
  const territory = next < 0 ? window : window.slice(0, next);

  const runs: { text: string; at: number; joinedAt: number }[] = [];
  let at = 0;
  let joinedAt = 0;
  while (runs.length <= MAX_JOINS) {
    const run = take(RUN, territory, at);
    if (run === "" && at > 0) break;
    runs.push({ text: run, at, joinedAt });
    joinedAt += run.length;
    at += run.length;
    const soft = take(SOFT_BREAK, territory, at);
    if (soft === "") break;
    at += soft.length;
  }
  if (runs.length < 2) return null;

  const originalEnd = (end: number): number => {
    const run = runs.findLast((candidate) => candidate.joinedAt < end - head.length);
    return run === undefined ? start + end : base + run.at + (end - head.length - run.joinedAt);
  };
  return { text: head + runs.map((run) => run.text).join(""), originalEnd };
}

function take(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}
