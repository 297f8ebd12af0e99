import type { Format } from "../../formats/format.ts";
import { ALPHABETS, type Alphabet, type Shape } from "../../formats/shape.ts";

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

const STRIDE = 32;
const LEAST = 36;
const LEAST_WIDE = 40;
const FLOOR = 44;
const CLASSES = 64;
const BLOOM = 320;
const HEADS = BLOOM + 8_192;
const ENTRIES = HEADS + 8_192;
const ENTRY = 32;
const ENTRY_TEXT = 4;
const LITERAL_TEXT = 4;
const [IN_BRIDGE, PRINTABLE] = [2, 4];

const BLOCK = 16;
/** From the beginning of one block that is tested to that of the next; more would save nothing. */
export const MAX_STRIDE = 96;
/** With less, nearly every byte would be looked at anyway. */
const LEAST_RUN = 20;
/** More of them cost more than to look at every byte. */
const MAX_LITERALS = 8;
const MAX_ENTRIES = 65_535;
/** Longer than anything. */
const NO_RUN = 2 ** 31;

/** Whether tokens of these shapes can be told in UTF-16 by blocks. */
export function areLongEnough({ shortest }: Pick<Shape, "shortest">): boolean {
  return shortest >= 10;
}

/** Where runs are of no use. */
interface Group {
  readonly alphabet: Alphabet | null;
  readonly formats: readonly Format[];
}

export function tablesFor(formats: readonly Format[], shortest: number): Tables {
  const hasRun = ({ shape: { run } }: Format): boolean => run !== null && run.length >= LEAST_RUN;
  const groups: Group[] = (["url", "base64"] as const)
    .map((alphabet) => ({ alphabet, formats: formats.filter((format) => hasRun(format) && format.shape.run?.alphabet === alphabet) }))
    .filter((group) => group.formats.length > 0);
  const others = formats.filter((format) => !hasRun(format));
  const literals = prefixesOf(others);
  const isFew = literals.length <= MAX_LITERALS;
  if (groups.length === 0) groups.push({ alphabet: null, formats: [] });
  if (!isFew) groups.push({ alphabet: null, formats: others });

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

function prefixesOf(formats: readonly Format[]): string[] {
  return [...new Set(formats.flatMap(({ prefixes }) => prefixes))];
}

function passTable({ alphabet, formats }: Group, shortest: number): Uint8Array {
  const prefixes = prefixesOf(formats).map((prefix) => prefix.slice(0, ENTRY - ENTRY_TEXT));
  if (prefixes.length > MAX_ENTRIES) throw new Error(`there are ${prefixes.length} prefixes of tokens; ${MAX_ENTRIES} are allowed`);
  const table = Buffer.alloc(padded(ENTRIES + prefixes.length * ENTRY));
  const inRun = alphabet === null ? [] : codesOf(ALPHABETS[alphabet]);
  const least = alphabet === null ? NO_RUN : Math.min(...formats.map(({ shape: { run } }) => run?.length ?? NO_RUN));
  const leastWide = 2 * shortest - 1;
  // A run of `least` has one of the blocks that are tested wholly inside. A stretch of UTF-16 has two, and it may begin with a run's last byte.
  table.writeUInt32LE(Math.min(least - BLOCK + 1, (leastWide - BLOCK - 1) >> 1, MAX_STRIDE), STRIDE);
  table.writeUInt32LE(least, LEAST);
  table.writeUInt32LE(leastWide, LEAST_WIDE);
  table.writeUInt32LE(Math.min(0x7f, ...inRun), FLOOR);
  // Of the low half: with which high halves it makes no character of the alphabet. Of the high half: its own bit; what is not ASCII is like zero.
  table.fill(0xff, 0, 16);
  for (let half = 0; half < 16; half++) table[16 + half] = half < 8 ? 1 << half : 1;
  for (const code of inRun) table[code & 15]! &= ~(1 << (code >> 4));
  for (const code of bridgeOf({ alphabet, formats })) table[CLASSES + code]! |= IN_BRIDGE;
  for (const code of codesOf("\t\n\r")) table[CLASSES + code]! |= PRINTABLE;
  for (let code = 0x20; code < 0x7f; code++) table[CLASSES + code]! |= PRINTABLE;
  for (const [index, prefix] of prefixes.entries()) enter(table, prefix, index);
  return table;
}

/** Chained behind the others with the same hash. */
function enter(table: Buffer, prefix: string, index: number): void {
  const bytes = Buffer.from(prefix, "latin1");
  const hash = Math.imul(bytes.readUIntLE(0, 3), 0x9e3779b1) >>> 16;
  table[BLOOM + (hash >> 3)]! |= 1 << (hash & 7);
  const head = HEADS + 2 * (hash & 0xfff);
  const entry = ENTRIES + index * ENTRY;
  table.writeUInt16LE(table.readUInt16LE(head), entry);
  table.writeUInt16LE(index + 1, head);
  table[entry + 2] = bytes.length;
  table.set(bytes, entry + ENTRY_TEXT);
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
function bridgeOf({ alphabet, formats }: Group): Set<number> {
  const bridges = formats.flatMap(({ prefixes, shape: { run } }) => [...prefixes, run?.bridge ?? ""]);
  return new Set(codesOf((alphabet === null ? "" : ALPHABETS[alphabet]) + bridges.join("")));
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
