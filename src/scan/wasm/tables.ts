import type { Format } from "../../formats/format.ts";
import { ALPHABETS, looserBehind, loosest, type Outline, type Run, type Shape, type Stretch } from "../../formats/shape.ts";

/** What the run filter is told of the formats, laid out as its source has it. */
export interface Tables {
  readonly bytes: Uint8Array;
  /** Where in `bytes`. The first of them tells of UTF-16. */
  readonly passes: readonly Pass[];
  /** Where in `bytes`. Prefixes that are sought one by one. */
  readonly literals: readonly number[];
  /** By byte: 1 where a token that is not complete may go on. */
  readonly goesOn: Uint8Array;
}

export interface Pass {
  readonly at: number;
  /** Its prefixes are sought in every byte, not only around runs. */
  readonly everywhere: boolean;
}

const QUADS = 32;
const LEAST = 36;
const LEAST_WIDE = 40;
const FLOOR = 44;
const CLASSES = 64;
const BUCKETS = 320;
const BLOOM = BUCKETS + 96;
const HEADS = BLOOM + 8_192;
const BEHIND = HEADS + 8_192;
const ENTRIES = BEHIND + 32 * 64;
const ENTRY = 40;
const ENTRY_BEHIND = 3;
const ENTRY_TEXT = 4;
const ENTRY_MIN = 32;
const ENTRY_MAX = 34;
const ENTRY_OUTLINE = 36;
const ENTRY_BEFORE = 37;
const OUTLINES = { macaroon: 1, jwt: 2 } as const;
const LITERAL_TEXT = 4;
const [IN_BRIDGE, PRINTABLE] = [2, 4];

const QUAD = 4;
/** More of them in a row are no rarer. */
const MAX_QUADS = 8;
/** With less, nearly every byte would be looked at anyway. */
const LEAST_RUN = 20;
/** More of them cost more than to look at every byte. */
const MAX_LITERALS = 8;
const MAX_ENTRIES = 65_535;
/** A longer prefix is cut, and what stands behind it not looked at. */
const MAX_PREFIX = ENTRY_MIN - ENTRY_TEXT;
const MAX_BEFORE = 255;
/** With more of them, what stands behind the rest is not looked at. */
const MAX_BEHIND = 63;
/** Longer than anything. */
const NO_RUN = 2 ** 31;

/** Whether each token of these shapes has, in UTF-16, half a block, and a zero in every second block. */
export function areLongEnough({ shortest }: Pick<Shape, "shortest">): boolean {
  return shortest >= 10;
}

/** What is sought in one pass. */
interface Group {
  readonly formats: readonly Format[];
  /** Which all of them have; null: what some have is too short to be of use. */
  readonly run: Run | null;
}

export function tablesFor(formats: readonly Format[], shortest: number): Tables {
  const runs = formats.filter(hasRun);
  const others = formats.filter((format) => !hasRun(format));
  const literals = prefixesOf(others);
  const isFew = literals.length <= MAX_LITERALS;
  // One pass for all runs, by the larger alphabet: to look at more runs costs less than to look twice at everything.
  const groups: Group[] = [{ formats: runs, run: runs.length === 0 ? null : loosest(runs.map(({ shape }) => shape)).run }];
  if (!isFew) groups.push({ formats: others, run: null });

  const pieces: Uint8Array[] = [];
  let at = 0;
  const placed = (piece: Uint8Array): number => {
    const place = at;
    pieces.push(piece);
    at += piece.length;
    return place;
  };
  const passes = groups.map((group) => ({ at: placed(passTable(group, shortest)), everywhere: !isFew && group.formats === others }));
  const placedLiterals = isFew ? literals.map((prefix) => placed(literalTable(prefix))) : [];
  return { bytes: Buffer.concat(pieces), passes, literals: placedLiterals, goesOn: goesOn(groups) };
}

function hasRun({ shape: { run } }: Format): boolean {
  return run !== null && run.length >= LEAST_RUN;
}

function prefixesOf(formats: readonly Format[]): string[] {
  return [...new Set(formats.flatMap(({ prefixes }) => prefixes))];
}

function passTable(group: Group, shortest: number): Uint8Array {
  const prefixes = prefixesOf(group.formats).map((prefix) => prefix.slice(0, MAX_PREFIX));
  if (prefixes.length > MAX_ENTRIES) throw new Error(`there are ${prefixes.length} prefixes of tokens; ${MAX_ENTRIES} are allowed`);
  const table = Buffer.alloc(padded(ENTRIES + prefixes.length * ENTRY));
  const inRun = group.run === null ? [] : codesOf(ALPHABETS[group.run.alphabet]);
  const least = group.run?.length ?? NO_RUN;
  table.writeUInt32LE(Math.min(Math.floor((least - QUAD + 1) / QUAD), MAX_QUADS), QUADS);
  table.writeUInt32LE(least, LEAST);
  table.writeUInt32LE(2 * shortest - 1, LEAST_WIDE);
  table.writeUInt32LE(Math.min(0x7f, ...inRun), FLOOR);
  enterAlphabet(table, 0, inRun);
  for (const code of bridgeOf(group)) table[CLASSES + code]! |= IN_BRIDGE;
  for (const code of codesOf("\t\n\r")) table[CLASSES + code]! |= PRINTABLE;
  for (let code = 0x20; code < 0x7f; code++) table[CLASSES + code]! |= PRINTABLE;
  for (const [index, prefix] of prefixes.entries()) enter(table, prefix, index);
  enterBehind(table, group.formats, prefixes);
  // Those that begin alike share a bucket.
  for (const [index, prefix] of prefixes.toSorted().entries()) intoBucket(table, prefix, Math.floor((index * 8) / prefixes.length));
  return table;
}

function intoBucket(table: Buffer, prefix: string, bucket: number): void {
  for (let place = 0; place < 3; place++) {
    const code = prefix.charCodeAt(place);
    table[BUCKETS + 32 * place + (code & 15)]! |= 1 << bucket;
    table[BUCKETS + 32 * place + 16 + (code >> 4)]! |= 1 << bucket;
  }
}

/** Chained behind the others with the same hash. */
function enter(table: Buffer, prefix: string, index: number): void {
  const entry = ENTRIES + index * ENTRY;
  table.write(prefix, entry + ENTRY_TEXT, "latin1");
  const hash = Math.imul(table.readUIntLE(entry + ENTRY_TEXT, 3), 0x9e3779b1) >>> 16;
  table[BLOOM + (hash >> 3)]! |= 1 << (hash & 7);
  const head = HEADS + 2 * (hash & 0xfff);
  table.writeUInt16LE(table.readUInt16LE(head), entry);
  table.writeUInt16LE(index + 1, head);
  table[entry + 2] = prefix.length;
}

/** What stands behind prefixes: most candidates are told from tokens by it, before JavaScript is asked. */
function enterBehind(table: Buffer, formats: readonly Format[], prefixes: readonly string[]): void {
  const promises = promisesBehind(formats);
  const known = new Map<string, number>();
  for (const [index, prefix] of prefixes.entries()) {
    const behind = promises.get(prefix) ?? null;
    if (behind === null) continue;
    const chars = "outline" in behind ? ALPHABETS.url : behind.chars;
    if (known.size === MAX_BEHIND && !known.has(chars)) continue;
    const place = known.get(chars) ?? known.size + 1;
    if (!known.has(chars)) enterAlphabet(table, BEHIND + 32 * place, codesOf(chars));
    known.set(chars, place);
    const entry = ENTRIES + index * ENTRY;
    table[entry + ENTRY_BEHIND] = place;
    if ("outline" in behind) {
      table[entry + ENTRY_OUTLINE] = OUTLINES[behind.outline];
      table[entry + ENTRY_BEFORE] = behind.before;
    } else {
      table.writeUInt16LE(behind.min, entry + ENTRY_MIN);
      table.writeUInt16LE(behind.max ?? 0, entry + ENTRY_MAX);
    }
  }
}

/** By prefix, what holds for all formats that have it. */
function promisesBehind(formats: readonly Format[]): ReadonlyMap<string, Stretch | Outline | null> {
  const promises = new Map<string, Stretch | Outline | null>();
  for (const format of formats) {
    for (const prefix of format.prefixes) {
      const promise = format.behind?.(prefix) ?? null;
      const behind = promise !== null && canBeEntered(promise, prefix) ? promise : null;
      const cut = prefix.slice(0, MAX_PREFIX);
      const other = promises.get(cut);
      promises.set(cut, other === undefined ? behind : other && behind && looserBehind(other, behind));
    }
  }
  return promises;
}

function canBeEntered(promise: Stretch | Outline, { length }: string): boolean {
  return "outline" in promise ? promise.before <= MAX_BEFORE : length <= MAX_PREFIX;
}

/** Of the low half: with which high halves it makes no character of the alphabet. Of the high half: its own bit; what is not ASCII is like zero. */
function enterAlphabet(table: Buffer, at: number, codes: readonly number[]): void {
  table.fill(0xff, at, at + 16);
  for (let half = 0; half < 16; half++) table[at + 16 + half] = half < 8 ? 1 << half : 1;
  for (const code of codes) table[at + (code & 15)]! &= ~(1 << (code >> 4));
}

/** How rare a byte is, roughly: in text, capitals and punctuation are rarer than letters. */
function rarity(code: number): number {
  const character = String.fromCharCode(code);
  if (/[a-z ]/u.test(character)) return "etaoinsr ".includes(character) ? 0 : 1;
  return /[0-9A-Z]/u.test(character) ? 2 : 3;
}

function literalTable(prefix: string): Uint8Array {
  const bytes = Buffer.from(prefix.slice(0, 255), "latin1");
  const [first = 0, second = 0] = [...bytes.keys()].toSorted((a, b) => rarity(bytes[b]!) - rarity(bytes[a]!));
  const table = Buffer.alloc(padded(LITERAL_TEXT + bytes.length));
  table.set([bytes.length, first, second]);
  table.set(bytes, LITERAL_TEXT);
  return table;
}

/** What may stand between a token's start and its run. */
function bridgeOf({ formats, run }: Group): Set<number> {
  const prefixes = formats.flatMap((format) => format.prefixes).join("");
  return new Set(codesOf((run === null ? "" : ALPHABETS[run.alphabet] + run.bridge) + prefixes));
}

function goesOn(groups: readonly Group[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const code of groups.flatMap((group) => [...bridgeOf(group)])) table[code] = 1;
  return table;
}

function codesOf(text: string): number[] {
  return [...Buffer.from(text, "latin1")];
}

function padded(length: number): number {
  return Math.ceil(length / 64) * 64;
}
