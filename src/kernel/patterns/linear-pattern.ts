/** One stretch of a pattern: `min` to `max` characters of one class. */
interface Item {
  /** By character code: 1 where the character belongs to the class. ASCII only. */
  readonly chars: Uint8Array;
  readonly min: number;
  readonly max: number;
}

/** A pattern that is decided by looking at every character once: where each stretch ends is plain from the next character. */
export interface LinearPattern {
  readonly minLength: number;
  readonly maxLength: number;
  /** Its stretches: at least so many of these characters, at most as many as `maxLength` allows. */
  readonly parts: readonly { readonly chars: string; readonly min: number }[];
  /** The first of them. */
  readonly first: FirstStretch;
  /** Where the longest match that starts at `start` ends, of those whose end `fits`; -1 when there is none. */
  end(text: string, start: number, fits: (end: number) => boolean): number;
  /** A text that matches, chosen by `random`, which answers whole numbers from 0 to below its argument. */
  sample(random: (below: number) => number): string;
}

export interface FirstStretch {
  readonly chars: string;
  readonly min: number;
  readonly max: number;
  /** `other`: in every match, something else stands behind it. `nothing`: it is all there is. */
  readonly behind: "other" | "nothing" | "anything";
}

export type PatternResult = { readonly ok: true; readonly pattern: LinearPattern } | { readonly ok: false; readonly problem: string };

const MAX_LENGTH = 4_096;
// Of a thousand formats, most have one of a few alphabets. Nobody writes to what is kept here.
const MAX_CLASSES = 64;
const CLASSES = new Map<string, Uint8Array>();
const TEXTS = new WeakMap<Uint8Array, string>();
const TOKEN = /(?<set>\[[^\]]*\])|\\(?<escaped>.)|(?<plain>[^\\[\](){}|*+?.^$])/uy;
const QUANTIFIER = /\{(?<min>\d{1,4})(?:,(?<max>\d{1,4}))?\}|(?<maybe>\?)/uy;
const ESCAPES: Readonly<Record<string, string>> = { d: "0-9", w: "0-9A-Z_a-z" };

/**
 * Reads a sequence of characters, classes (`[0-9a-f]`, `\d`, `\w`) and counts (`{4}`, `{4,8}`, `?`). Everything that would
 * need trying again after a wrong guess is refused: groups, alternatives, endless repetition, and a stretch of variable
 * length whose characters may also begin what follows it.
 */
export function parseLinearPattern(source: string): PatternResult {
  const items: Item[] = [];
  let at = 0;
  while (at < source.length) {
    const token = take(TOKEN, source, at);
    if (token === null)
      return refused(`"${source.slice(at, at + 8)}" at character ${at + 1} cannot be decided in linear time or is not known`);
    const chars = charsOf(token.groups ?? {});
    if (chars === null) return refused(`"${token[0]}" is no class of visible ASCII characters`);
    at += token[0].length;
    const quantifier = take(QUANTIFIER, source, at);
    at += quantifier?.[0].length ?? 0;
    items.push({ chars, ...countsOf(quantifier?.groups ?? {}) });
  }
  return compile(items);
}

/** `length` characters of `alphabet`, which is what stands between the brackets of a class. */
export function runPattern(alphabet: string, [min, max]: readonly [number, number]): PatternResult {
  const chars = classOf(alphabet);
  return chars === null ? refused(`"${alphabet}" is no class of visible ASCII characters`) : compile([{ chars, min, max }]);
}

function compile(items: readonly Item[]): PatternResult {
  const minLength = items.reduce((sum, { min }) => sum + min, 0);
  const maxLength = items.reduce((sum, { max }) => sum + max, 0);
  if (items.some(({ min, max }) => min > max)) return refused("a count ends below its start");
  if (maxLength === 0 || maxLength > MAX_LENGTH) return refused(`it matches up to ${maxLength} characters; 1 to ${MAX_LENGTH} are allowed`);
  const unclear = items.findIndex((item, index) => item.min !== item.max && followers(items, index).some((next) => overlap(item, next)));
  if (unclear >= 0) return refused(`stretch ${unclear + 1} has no fixed length and shares characters with what may follow it`);
  return {
    ok: true,
    pattern: {
      minLength,
      maxLength,
      parts: items.map(partOf),
      first: firstOf(items),
      end: (...where) => findEnd(items, ...where),
      sample: (random) => sample(items, random),
    },
  };
}

function partOf({ chars, min }: Item): LinearPattern["parts"][number] {
  let text = TEXTS.get(chars);
  if (text === undefined) TEXTS.set(chars, (text = String.fromCharCode(...codesOf(chars))));
  return { chars: text, min };
}

function firstOf(items: readonly Item[]): FirstStretch {
  const first = items[0]!;
  const { chars, min } = partOf(first);
  return { chars, min, max: first.max, behind: items.length === 1 ? "nothing" : behindFirst(items) };
}

function behindFirst(items: readonly Item[]): FirstStretch["behind"] {
  const isFollowed = items.some(({ min }, index) => index > 0 && min > 0);
  return isFollowed && !followers(items, 0).some((next) => overlap(items[0]!, next)) ? "other" : "anything";
}

function codesOf(chars: Uint8Array): number[] {
  return [...chars.keys()].filter((code) => chars[code] === 1);
}

/** What may stand directly behind an item: the next one, and those behind it as long as they may be missing. */
function followers(items: readonly Item[], index: number): Item[] {
  const rest = items.slice(index + 1);
  const present = rest.findIndex(({ min }) => min > 0);
  return present < 0 ? rest : rest.slice(0, present + 1);
}

function overlap(a: Item, b: Item): boolean {
  return a.chars.some((isIn, code) => isIn === 1 && b.chars[code] === 1);
}

function findEnd(items: readonly Item[], text: string, start: number, fits: (end: number) => boolean): number {
  let at = start;
  let least = start;
  for (const { chars, min, max } of items) {
    least = at + min;
    const limit = Math.min(at + max, text.length);
    while (at < limit && chars[text.charCodeAt(at)] === 1) at++;
    if (at < least) return -1;
  }
  // Only the last stretch can give back: where the others end is not open.
  while (at >= least && !fits(at)) at--;
  return at < least ? -1 : at;
}

function sample(items: readonly Item[], random: (below: number) => number): string {
  return items
    .map(({ chars, min, max }) => {
      const codes = codesOf(chars);
      return Array.from({ length: min + random(max - min + 1) }, () => String.fromCharCode(codes[random(codes.length)]!)).join("");
    })
    .join("");
}

function take(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function charsOf({ set, escaped, plain }: Record<string, string | undefined>): Uint8Array | null {
  if (set !== undefined) return classOf(set.slice(1, -1));
  if (escaped !== undefined && /[A-Za-z0-9]/u.test(escaped)) return classOf(ESCAPES[escaped] ?? "");
  return single(escaped ?? plain ?? "");
}

function single(character: string): Uint8Array | null {
  const code = character.charCodeAt(0);
  if (!isVisible(code)) return null;
  const chars = new Uint8Array(128);
  chars[code] = 1;
  return chars;
}

/** The inside of a class: characters and ranges; a hyphen at either end is one. Null when it is none. */
function classOf(inside: string): Uint8Array | null {
  const known = CLASSES.get(inside);
  if (known !== undefined) return known;
  const chars = readClass(inside);
  if (chars !== null && CLASSES.size < MAX_CLASSES) CLASSES.set(inside, chars);
  return chars;
}

function readClass(inside: string): Uint8Array | null {
  if (inside === "" || /[[\]^]/u.test(inside)) return null;
  const chars = new Uint8Array(128);
  const parts = inside.matchAll(/\\(?<name>[dw])|\\?(?<from>[^\\])(?:-(?<to>[^\\]))?/gu);
  let length = 0;
  for (const { 0: part, groups = {} } of parts) {
    length += part.length;
    const named = groups["name"] === undefined ? null : classOf(ESCAPES[groups["name"]] ?? "");
    const from = groups["from"]?.charCodeAt(0) ?? 0;
    const to = groups["to"]?.charCodeAt(0) ?? from;
    if (named !== null) for (const [code, isIn] of named.entries()) chars[code]! |= isIn;
    else if (!isVisible(from) || !isVisible(to) || from > to) return null;
    else chars.fill(1, from, to + 1);
  }
  return length === inside.length ? chars : null;
}

function isVisible(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

function countsOf({ min, max, maybe }: Record<string, string | undefined>): Pick<Item, "min" | "max"> {
  if (maybe !== undefined) return { min: 0, max: 1 };
  const least = min === undefined ? 1 : Number(min);
  return { min: least, max: max === undefined ? least : Number(max) };
}

function refused(problem: string): PatternResult {
  return { ok: false, problem };
}
