// AssemblyScript, compiled to WebAssembly with SIMD. Finds where in a stretch of memory tokens may begin, by the tables that
// `tables.ts` lays out. Only the offsets below are shared; every function is linear in the bytes it is given.

// In the tables of a pass.
const LOW: usize = 0;
const HIGH: usize = 16;
const STRIDE: usize = 32;
const LEAST: usize = 36;
const LEAST_WIDE: usize = 40;
const CLASSES: usize = 64;
const BLOOM: usize = 320;
const HEADS: usize = BLOOM + 8192;
const ENTRIES: usize = HEADS + 8192;

// Bits of a byte's entry in CLASSES.
const IN_RUN: u32 = 1;
const IN_BRIDGE: u32 = 2;
const PRINTABLE: u32 = 4;

// In an entry: the next of its chain (from 1), how many bytes, the bytes.
const ENTRY: usize = 32;
const ENTRY_LENGTH: usize = 2;
const ENTRY_TEXT: usize = 4;

// In a literal: its length, two places in it whose bytes are rare, its bytes.
const LITERAL_TEXT: usize = 4;

const BLOCK: usize = 16;
const NOTHING: i32 = -1;

let pass: usize = 0;
/** What lies before this is none of ours. */
let bottom: usize = 0;
let from: usize = 0;
let to: usize = 0;
/** Where the next block is tested. */
let at: usize = 0;
/** The region in which prefixes are looked up. */
let lookAt: usize = 0;
let lookTo: usize = 0;

/** Where the stretch of UTF-16 ends that `next` last told. */
export let wideTo: i32 = 0;

/**
 * Begins a pass over [`begin`, `end`). Up to 64 bytes behind it are read, and must not matter. A stretch of UTF-16 is followed
 * back as far as `floor`. `everywhere`: all of it is one region.
 */
export function start(tables: usize, floor: usize, begin: usize, end: usize, everywhere: bool): void {
  pass = tables;
  bottom = floor;
  from = begin;
  to = end;
  at = everywhere ? end : begin;
  lookAt = begin;
  lookTo = everywhere ? end : begin;
}

/** The next place where a prefix stands in the region of a run, doubled; or the beginning of a stretch of UTF-16, doubled and one more; or -1. */
export function next(): i32 {
  let place = look();
  while (place < 0) {
    const wide = advance();
    if (wide >= 0) return (wide << 1) | 1;
    if (lookAt >= lookTo) return NOTHING;
    place = look();
  }
  return place << 1;
}

/** The next place in the region where a prefix stands. */
function look(): i32 {
  const bloom = pass + BLOOM;
  const end = lookTo;
  let p = lookAt;
  while (p < end) {
    const hash = hashAt(p);
    const mayBe = (<u32>load<u8>(bloom + (hash >> 3)) >> (hash & 7)) & 1;
    p++;
    if (mayBe != 0 && isPrefix(p - 1, hash)) {
      lookAt = p;
      return <i32>(p - 1);
    }
  }
  lookAt = p;
  return NOTHING;
}

/** Of three bytes: 16 bits. */
function hashAt(p: usize): u32 {
  return ((load<u32>(p) & 0xffffff) * 0x9e3779b1) >>> 16;
}

function isPrefix(p: usize, hash: u32): bool {
  let index: u32 = load<u16>(pass + HEADS + ((hash & 0xfff) << 1));
  while (index != 0) {
    const entry = pass + ENTRIES + <usize>(index - 1) * ENTRY;
    if (isEqual(p, entry + ENTRY_TEXT, load<u8>(entry + ENTRY_LENGTH))) return true;
    index = load<u16>(entry);
  }
  return false;
}

function isEqual(a: usize, b: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/** Tests blocks until one lies in a run that is long enough (a region then waits to be looked at) or in UTF-16 (answered). */
function advance(): i32 {
  const low = v128.load(pass + LOW);
  const high = v128.load(pass + HIGH);
  const stride: usize = load<u32>(pass + STRIDE);
  const nibble = i8x16.splat(0x0f);
  const zero = i8x16.splat(0);
  const fourth: usize = 3 * stride;
  while (at + BLOCK <= to) {
    // Four at once, for as long as none of them is of interest.
    while (at + fourth + BLOCK <= to) {
      const a = v128.load(at);
      const b = v128.load(at + stride);
      const c = v128.load(at + 2 * stride);
      const d = v128.load(at + fourth);
      const isRun =
        i8x16.all_true(classOf(a, low, high, nibble)) |
        i8x16.all_true(classOf(b, low, high, nibble)) |
        i8x16.all_true(classOf(c, low, high, nibble)) |
        i8x16.all_true(classOf(d, low, high, nibble));
      // Of the blocks in UTF-16, every second is enough: a stretch that is long enough holds two in a row.
      const isWide = i16x8.all_true(i8x16.eq(b, zero)) | i16x8.all_true(i8x16.eq(d, zero));
      if (isRun | isWide) break;
      at += 4 * stride;
    }
    // One by one.
    const stop = at + 4 * stride;
    while (at < stop && at + BLOCK <= to) {
      const block = v128.load(at);
      if (i8x16.all_true(classOf(block, low, high, nibble))) {
        if (run(stride)) return NOTHING;
        continue;
      }
      const zeros = i8x16.bitmask(i8x16.eq(block, zero));
      if (zeros == 0x5555 || zeros == 0xaaaa) {
        const wide = stretch(at + (zeros & 1), stride);
        if (wide >= 0) return wide;
        continue;
      }
      at += stride;
    }
  }
  return NOTHING;
}

/** Not zero where a byte belongs to runs: each half of it picks bits from a table, and they share one. */
function classOf(block: v128, low: v128, high: v128, nibble: v128): v128 {
  return v128.and(i8x16.swizzle(low, v128.and(block, nibble)), i8x16.swizzle(high, v128.and(i16x8.shr_u(block, 4), nibble)));
}

/** Takes the whole run around the block at `at`, and moves on behind it. True: it is long enough, and its region is to be looked at. */
function run(stride: usize): bool {
  const classes = pass + CLASSES;
  let begin = at;
  while (begin > from && (load<u8>(classes + load<u8>(begin - 1)) & IN_RUN) != 0) begin--;
  let end = endOfRun(at + BLOCK);
  at = end + stride;
  if (end - begin < load<u32>(pass + LEAST)) return false;
  // What is bridged to it may hold the prefix; what was looked at before is not looked at again.
  while (begin > lookTo && (load<u8>(classes + load<u8>(begin - 1)) & IN_BRIDGE) != 0) begin--;
  lookAt = begin;
  lookTo = end;
  return true;
}

function endOfRun(begin: usize): usize {
  const low = v128.load(pass + LOW);
  const high = v128.load(pass + HIGH);
  const nibble = i8x16.splat(0x0f);
  const classes = pass + CLASSES;
  let end = begin;
  while (end + BLOCK <= to && i8x16.all_true(classOf(v128.load(end), low, high, nibble))) end += BLOCK;
  while (end < to && (load<u8>(classes + load<u8>(end)) & IN_RUN) != 0) end++;
  return end;
}

/** The stretch of printable characters, each with a zero between it and the next, around the one at `seed`. */
function stretch(seed: usize, stride: usize): i32 {
  let begin = seed;
  while (begin >= bottom + 2 && isPrintable(begin - 2) && load<u8>(begin - 1) == 0) begin -= 2;
  let end = seed;
  while (end < to && isPrintable(end)) {
    end += 2;
    if (end > to || load<u8>(end - 1) != 0) break;
  }
  if (end < seed + BLOCK) {
    at += stride;
    return NOTHING;
  }
  // Without the zero behind the last character.
  end -= 1;
  // That character may begin a run.
  at = end - 2 + stride;
  if (end - begin < load<u32>(pass + LEAST_WIDE)) return NOTHING;
  wideTo = <i32>end;
  return <i32>begin;
}

function isPrintable(p: usize): bool {
  return (load<u8>(pass + CLASSES + load<u8>(p)) & PRINTABLE) != 0;
}

/** Writes every second byte of [`begin`, `end`) to `target`; returns how many. Up to 32 bytes more are written. */
export function squeeze(begin: usize, end: usize, target: usize): i32 {
  const length = (end - begin + 1) >> 1;
  const low = i16x8.splat(0xff);
  for (let i: usize = 0; i < length; i += BLOCK) {
    const a = v128.and(v128.load(begin + 2 * i), low);
    const b = v128.and(v128.load(begin + 2 * i + BLOCK), low);
    v128.store(target + i, i8x16.narrow_i16x8_u(a, b));
  }
  return <i32>length;
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
  for (let p = begin; p <= last; p += BLOCK) {
    const both = v128.and(i8x16.eq(v128.load(p + i), first), i8x16.eq(v128.load(p + j), second));
    if (!v128.any_true(both)) continue;
    for (let mask = i8x16.bitmask(both); mask != 0; mask &= mask - 1) {
      const place = p + ctz(mask);
      if (place <= last && isEqual(place, text, <u32>length)) return <i32>place;
    }
  }
  return NOTHING;
}

/** How many line feeds there are in [`begin`, `end`). */
export function lines(begin: usize, end: usize): i32 {
  const feed = i8x16.splat(10);
  let count: i32 = 0;
  let p = begin;
  while (p + BLOCK <= end) {
    // A lane counts to 255.
    const stop = min(end, p + 255 * BLOCK);
    let sums = i8x16.splat(0);
    for (; p + BLOCK <= stop; p += BLOCK) sums = i8x16.sub(sums, i8x16.eq(v128.load(p), feed));
    const quarters = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(sums));
    count +=
      i32x4.extract_lane(quarters, 0) + i32x4.extract_lane(quarters, 1) + i32x4.extract_lane(quarters, 2) + i32x4.extract_lane(quarters, 3);
  }
  for (; p < end; p++) count += i32(load<u8>(p) == 10);
  return count;
}
