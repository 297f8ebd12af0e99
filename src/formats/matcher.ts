import type { Candidate, Format } from "./format.ts";
import { literals } from "./literals.ts";
import { unwrap } from "./soft-breaks.ts";

/** The longest text of one report that is looked at: the longest token there can be, and as much again around it. */
export const MAX_REPORT_CHARS = 131_072;
/** As many starts of tokens are tried in it: a report is about one, and megabytes of starts are about our time. */
const MAX_REPORT_STARTS = 100;

/** Finds the tokens of all formats. Each belongs to exactly one: the type comes from the token, not from who reports it. */
export interface Matcher {
  /** The literal starts of all tokens. */
  readonly prefixes: readonly string[];
  /** The token a report speaks of: the first whole one, else the first that lost its tail. */
  match(text: string): Candidate | null;
  /** All tokens in order of appearance, none overlapping; in time linear in the text. */
  matchAll(text: string): Candidate[];
  /** The token that starts exactly at `start`, in one piece. */
  read(text: string, start: number): Candidate | null;
}

/** Of formats that share a prefix the one with the longest literal start wins, then the one named first. */
export function createMatcher(formats: readonly Format[]): Matcher {
  const starts = formats
    .flatMap((format) => format.prefixes.map((prefix) => ({ prefix, format, ownStarts: literals(format.prefixes, "u") })))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  const prefixes = starts.map(({ prefix }) => prefix);
  const anyStart = literals(prefixes, "gu");

  function* readings(text: string, at: number, readAs: (start: Start) => Candidate | null): Generator<Candidate | null> {
    const asked = new Set<Format>();
    for (const start of starts) {
      if (asked.has(start.format) || !text.startsWith(start.prefix, at)) continue;
      asked.add(start.format);
      yield readAs(start);
    }
  }

  function read(text: string, at: number): Candidate | null {
    return best(readings(text, at, ({ format }) => format.read(text, at)));
  }

  function* candidates(text: string, maxStarts: number): Generator<Candidate> {
    let from = 0;
    for (let tried = 0; tried < maxStarts; tried++) {
      anyStart.lastIndex = from;
      const hit = anyStart.exec(text);
      if (hit === null) return;
      const { index } = hit;
      const unbroken = read(text, index);
      const candidate = isWhole(unbroken) ? unbroken : (best(readings(text, index, (start) => readBroken(text, index, start))) ?? unbroken);
      if (candidate !== null) yield candidate;
      from = candidate?.end ?? index + 1;
    }
  }

  return {
    prefixes,
    match: (text) => best(candidates(text.slice(0, MAX_REPORT_CHARS), MAX_REPORT_STARTS)),
    matchAll: (text) => [...candidates(text, Number.POSITIVE_INFINITY)],
    read,
  };
}

interface Start {
  readonly prefix: string;
  readonly format: Format;
  /** Where any token of this format may start: none reaches into the next. */
  readonly ownStarts: RegExp;
}

/** The token at `at` put together across soft breaks, when that makes it whole. */
function readBroken(text: string, at: number, { prefix, format, ownStarts }: Start): Candidate | null {
  if (format.selfDelimiting !== true) return null;
  const unwrapped = unwrap(text, at, prefix, ownStarts);
  if (unwrapped === null) return null;
  const candidate = format.read(unwrapped.text, 0);
  return isWhole(candidate) ? { ...candidate, start: at, end: unwrapped.originalEnd(candidate.end), wholeness: "normalised" } : null;
}

function best(candidates: Iterable<Candidate | null>): Candidate | null {
  let first: Candidate | null = null;
  for (const candidate of candidates) {
    if (isWhole(candidate)) return candidate;
    first ??= candidate;
  }
  return first;
}

function isWhole(candidate: Candidate | null): candidate is Candidate {
  return candidate !== null && candidate.wholeness !== "truncated";
}
