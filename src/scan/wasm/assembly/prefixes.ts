import { notZero, pickedAt } from "./halves";
import { mayBeJwt } from "./jwt";
import {
  BLOCK,
  BLOOM,
  BUCKETS,
  ENTRIES,
  ENTRY,
  ENTRY_BEFORE,
  ENTRY_BEHIND,
  ENTRY_LENGTH,
  ENTRY_MAX,
  ENTRY_MIN,
  ENTRY_OUTLINE,
  ENTRY_TEXT,
  HEADS,
  LITERAL_TEXT,
  MACAROON,
} from "./layout";
import { mayBeMacaroon } from "./macaroon";
import { endOfRun } from "./runs";

const NOTHING: i32 = -1;

/** Sixteen bits: where the three bytes may be those of one bucket's prefixes. With up to some fifty prefixes, they hardly ever are. */
export function mayBegin(pass: usize, p: usize): u32 {
  const tables = pass + BUCKETS;
  return notZero(v128.and(pickedAt(p, tables), v128.and(pickedAt(p + 1, tables + 32), pickedAt(p + 2, tables + 64))));
}

/** Whether a prefix stands at `p`, and behind it what stands there in whole tokens. Of one that the end cuts more is known the next time. */
export function isPrefix(pass: usize, p: usize, to: usize): bool {
  // Of three bytes: 16 bits.
  const hash: u32 = ((load<u32>(p) & 0xffffff) * 0x9e3779b1) >>> 16;
  if (((<u32>load<u8>(pass + BLOOM + (hash >> 3)) >> (hash & 7)) & 1) == 0) return false;
  let index: u32 = load<u16>(pass + HEADS + ((hash & 0xfff) << 1));
  while (index != 0) {
    const entry = pass + ENTRIES + <usize>(index - 1) * ENTRY;
    const length = load<u8>(entry + ENTRY_LENGTH);
    if (isEqual(p, entry + ENTRY_TEXT, length) && mayBeToken(entry, p, to)) return true;
    index = load<u16>(entry);
  }
  return false;
}

function mayBeToken(entry: usize, p: usize, to: usize): bool {
  const chars: usize = load<u8>(entry + ENTRY_BEHIND);
  const outline = load<u8>(entry + ENTRY_OUTLINE);
  if (outline == 0) return chars == 0 || mayFollow(chars, entry, p + <usize>load<u8>(entry + ENTRY_LENGTH), to);
  const begin = p + <usize>load<u8>(entry + ENTRY_BEFORE);
  return outline == MACAROON ? mayBeMacaroon(begin, to) : mayBeJwt(chars, begin, to);
}

function mayFollow(chars: usize, entry: usize, p: usize, to: usize): bool {
  const end = endOfRun(chars, p, to);
  const max: usize = load<u16>(entry + ENTRY_MAX);
  // The last character of a stretch of UTF-16 may be none of it.
  return end - p >= <usize>load<u16>(entry + ENTRY_MIN) && (max == 0 || end - p <= max + usize(end == to));
}

function isEqual(a: usize, b: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i += <u32>BLOCK) {
    const differing: u32 = ~i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i)));
    if ((differing & ((1 << min(<u32>BLOCK, length - i)) - 1)) != 0) return false;
  }
  return true;
}

/** Where `literal` next stands in [`begin`, `end`); -1 when it does not. */
export function find(literal: usize, begin: usize, end: usize): i32 {
  const length: usize = load<u8>(literal);
  const i: usize = load<u8>(literal + 1);
  const j: usize = load<u8>(literal + 2);
  const text = literal + LITERAL_TEXT;
  if (end < begin + length) return NOTHING;
  const first = i8x16.splat(load<u8>(text + i));
  const second = i8x16.splat(load<u8>(text + j));
  const last = end - length;
  for (let p = begin; p <= last; p += 4 * BLOCK) {
    const a = both(p, first, second, i, j);
    const b = both(p + BLOCK, first, second, i, j);
    const c = both(p + 2 * BLOCK, first, second, i, j);
    const d = both(p + 3 * BLOCK, first, second, i, j);
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue;
    const low = <u64>i8x16.bitmask(a) | ((<u64>i8x16.bitmask(b)) << 16);
    const high = <u64>i8x16.bitmask(c) | ((<u64>i8x16.bitmask(d)) << 16);
    for (let mask = low | (high << 32); mask != 0; mask &= mask - 1) {
      const place = p + <usize>ctz(mask);
      if (place <= last && isEqual(place, text, <u32>length)) return <i32>place;
    }
  }
  return NOTHING;
}

/** Where its two rare bytes stand at once. */
function both(p: usize, first: v128, second: v128, i: usize, j: usize): v128 {
  return v128.and(i8x16.eq(v128.load(p + i), first), i8x16.eq(v128.load(p + j), second));
}
