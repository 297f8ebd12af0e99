import type { Candidate, Format, ReadObserver } from "./format.ts";
import { literals } from "./literals.ts";
import { PrefixIndex } from "./prefix-index.ts";
import { unwrap } from "./soft-breaks.ts";

/** The longest text of one report that is looked at: the longest token there can be, and as much again around it. */
export const MAX_REPORT_CHARS = 131_072;
/** As many starts of tokens are tried in it: a report is about one, and megabytes of starts are about our time. */
const MAX_REPORT_STARTS = 100;

/** Finds the tokens of all formats. Each belongs to exactly one: the type comes from the token, not from who reports it. */
export interface Matcher {
  /** The literal starts of all tokens. */
  readonly prefixes: readonly string[];
  /** The token a report speaks of: the first whole one, else the first that lost its tail; as it stands, else percent-decoded. */
  match(text: string): Candidate | null;
  /** All tokens in order of appearance, none overlapping; in time linear in the text. */
  matchAll(text: string): Candidate[];
  /** The token that starts exactly at `start`, in one piece. */
  read(text: string, start: number): Candidate | null;
}

/** Told what `match` met besides tokens. */
export interface MatchObserver {
  /** Something in a text without tokens was one but for its checksum; once a text. */
  badChecksum(format: string): void;
}

/** Of formats that share a prefix the one with the longest literal start wins, then the one named first. */
export function createMatcher(formats: readonly Format[], observer?: MatchObserver): Matcher {
  const unsound = new Set<string>();
  let made: PrefixIndex<Reader> | null = null;
  // With the first text: of a thousand formats it takes a while, and most scans find nothing to read.
  const index = (): PrefixIndex<Reader> => (made ??= indexOf(formats.map((format) => readerOf(format, unsound))));

  function best(text: string, at: number, read: Reading): Candidate | null {
    let first: Candidate | null = null;
    for (const reader of index().at(text, at)) {
      const candidate = read(text, at, reader);
      if (isWhole(candidate)) return candidate;
      first ??= candidate;
    }
    return first;
  }

  function* candidates(text: string, maxStarts: number, read: Reading): Generator<Candidate> {
    let from = 0;
    for (let tried = 0; tried < maxStarts; tried++) {
      const at = index().next(text, from);
      if (at < 0) return;
      const unbroken = best(text, at, read);
      const candidate = isWhole(unbroken) ? unbroken : (best(text, at, readBroken) ?? unbroken);
      if (candidate !== null) yield candidate;
      from = candidate?.end ?? at + 1;
    }
  }

  function match(report: string): Candidate | null {
    unsound.clear();
    const found = search(report);
    if (!isWhole(found)) for (const format of unsound) observer?.badChecksum(format);
    return found;
  }

  function search(report: string): Candidate | null {
    const text = report.slice(0, MAX_REPORT_CHARS);
    const asItStands = firstWhole(candidates(text, MAX_REPORT_STARTS, readObserved));
    if (isWhole(asItStands) || !PERCENT.test(text)) return asItStands;
    const decoded = firstWhole(candidates(percentDecoded(text), MAX_REPORT_STARTS, readObserved));
    return asItStands !== null && !isWhole(decoded) ? asItStands : decoded;
  }

  return {
    prefixes: formats.flatMap((format) => format.prefixes),
    match,
    matchAll: (text) => [...candidates(text, Number.POSITIVE_INFINITY, readUnbroken)],
    read: (text, at) => best(text, at, readUnbroken),
  };
}

type Reading = (text: string, at: number, reader: Reader) => Candidate | null;

interface Reader {
  readonly format: Format;
  /** Where any token of this format may start: none reaches into the next. */
  readonly ownStarts: () => RegExp;
  readonly observe: ReadObserver;
}

function readerOf(format: Format, unsound: Set<string>): Reader {
  let starts: RegExp | null = null;
  return {
    format,
    ownStarts: () => (starts ??= literals(format.prefixes, "u")),
    observe: { badChecksum: () => void unsound.add(format.id) },
  };
}

function indexOf(readers: readonly Reader[]): PrefixIndex<Reader> {
  return new PrefixIndex(readers.flatMap((reader) => reader.format.prefixes.map((prefix) => [prefix, reader] as const)));
}

const PERCENT = /%[0-9A-Fa-f]{2}/u;

/** What stands percent-encoded in ASCII, decoded; the rest as it is. Offsets in it are not those of the text it came from. */
function percentDecoded(text: string): string {
  return text.replace(/%([2-7][0-9A-Fa-f])/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function readUnbroken(text: string, at: number, { format }: Reader): Candidate | null {
  return format.read(text, at);
}

function readObserved(text: string, at: number, { format, observe }: Reader): Candidate | null {
  return format.read(text, at, observe);
}

/** The token at `at` put together across soft breaks, when that makes it whole. */
function readBroken(text: string, at: number, { format, ownStarts }: Reader): Candidate | null {
  if (format.selfDelimiting !== true) return null;
  const prefix = format.prefixes.find((start) => text.startsWith(start, at))!;
  const unwrapped = unwrap(text, at, prefix, ownStarts());
  if (unwrapped === null) return null;
  const candidate = format.read(unwrapped.text, 0);
  return isWhole(candidate) ? { ...candidate, start: at, end: unwrapped.originalEnd(candidate.end), wholeness: "normalised" } : null;
}

function firstWhole(candidates: Iterable<Candidate>): Candidate | null {
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
