// AssemblyScript, compiled to WebAssembly with SIMD. Finds where in a stretch of memory tokens may begin, by the tables that
// `tables.ts` lays out. Only the offsets below are shared; every function is linear in the bytes it is given.

// In the tables of a pass.
const LOW: usize = 0;
const HIGH: usize = 16;
const STRIDE: usize = 32;
const LEAST: usize = 36;
const LEAST_WIDE: usize = 40;
/** No byte of a run is less. */
const FLOOR: usize = 44;
const CLASSES: usize = 64;
const BLOOM: usize = 320;
const HEADS: usize = BLOOM + 8192;
const ENTRIES: usize = HEADS + 8192;

// Bits of a byte's entry in CLASSES.
const IN_BRIDGE: u32 = 2;
const PRINTABLE: u32 = 4;

// In an entry: the next of its chain (from 1), how many bytes, the bytes.
const ENTRY: usize = 32;
const ENTRY_LENGTH: usize = 2;
const ENTRY_TEXT: usize = 4;

// In a literal: its length, two places in it whose bytes are rare, its bytes.
const LITERAL_TEXT: usize = 4;

// What is found is written to two lists.
const MAX_PLACES: i32 = 2048;
const MAX_STRETCHES: i32 = 64;
const STRETCHES: usize = 4 * 2048;

const BLOCK: usize = 16;
/** As many blocks are tested in one go as a word has bits. */
const GROUP: usize = 64;
const NOTHING: i32 = -1;

let pass: usize = 0;
let stride: usize = 0;
let lists: usize = 0;
/** What lies before this is none of ours. */
let bottom: usize = 0;
let from: usize = 0;
let to: usize = 0;
/** Where the next group begins. */
let at: usize = 0;
/** Of the group before: where it begins, and which of its blocks may lie in runs and were not seen to yet. */
let group: usize = 0;
let blocks: u64 = 0;
/** Where the last run ends. */
let runTo: usize = 0;
/** The region in which prefixes are looked up. */
let lookAt: usize = 0;
let lookTo: usize = 0;
/** Blocks that are to be tested for UTF-16, and where the last stretch of it ends. */
let zerosAt: usize = 0;
let zerosTo: usize = 0;
let wideTo: usize = 0;

/** How many there are in the lists. */
export let placeCount: i32 = 0;
export let stretchCount: i32 = 0;

/**
 * Begins a pass over [`begin`, `end`). Up to 64 strides behind it are read, and do not matter. A stretch of UTF-16 is followed
 * back as far as `floor`. `everywhere`: all of it is one region.
 */
export function start(tables: usize, floor: usize, begin: usize, end: usize, everywhere: bool, target: usize): void {
  pass = tables;
  stride = load<u32>(tables + STRIDE);
  lists = target;
  bottom = floor;
  from = begin;
  to = end;
  at = everywhere ? end : begin;
  blocks = 0;
  runTo = begin;
  lookAt = begin;
  lookTo = everywhere ? end : begin;
  zerosAt = 0;
  zerosTo = 0;
  wideTo = 0;
}

/**
 * Fills the lists: places where a prefix stands in the region of a run, in order, and stretches of UTF-16 as beginning and end.
 * False: the pass is over; else the lists were full, and there may be more.
 */
export function fill(): bool {
  placeCount = 0;
  stretchCount = 0;
  do {
    if (lookAt < lookTo && !look()) return true;
    if (zerosAt < zerosTo && !wide()) return true;
    if (blocks != 0) nextRun();
  } while (lookAt < lookTo || blocks != 0 || classify());
  return false;
}

/** Finds the prefixes in the region. False: there is no room for more. */
function look(): bool {
  const bloom = pass + BLOOM;
  const end = lookTo;
  let p = lookAt;
  while (p < end) {
    const hash = hashAt(p);
    const mayBe = (<u32>load<u8>(bloom + (hash >> 3)) >> (hash & 7)) & 1;
    if (mayBe != 0 && isPrefix(p, hash)) {
      if (placeCount == MAX_PLACES) {
        lookAt = p;
        return false;
      }
      store<u32>(lists + ((<usize>placeCount) << 2), <u32>p);
      placeCount++;
    }
    p++;
  }
  lookAt = p;
  return true;
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

/** Tests a group of blocks, one for every `stride` bytes: which may lie in runs, and whether any may lie in UTF-16. False: there is none left. */
function classify(): bool {
  // What is known to be a run is passed over; the blocks stay where they would be.
  if (runTo > at) at += ((runTo - at) / stride) * stride;
  if (at + BLOCK > to) return false;
  // In text, hardly a block is without a space, a quote, a bracket or what is not ASCII: one comparison leaves few for a closer look.
  const floor = i8x16.splat(<i8>load<u8>(pass + FLOOR));
  const zero = i8x16.splat(0);
  const step = stride;
  let least = i8x16.splat(-1);
  let mask: u64 = 0;
  let p = at;
  // No branch depends on what the bytes are: in text, every tenth would be guessed wrong.
  for (let shift: u64 = 0; shift < GROUP; shift += 4) {
    const a = v128.load(p);
    const b = v128.load(p + step);
    const c = v128.load(p + 2 * step);
    const d = v128.load(p + 3 * step);
    // Of the blocks in UTF-16, every second is enough: a stretch that is long enough holds two in a row.
    least = i8x16.min_u(least, i8x16.min_u(b, d));
    const ab = i8x16.narrow_i16x8_s(i8x16.lt_s(a, floor), i8x16.lt_s(b, floor));
    const cd = i8x16.narrow_i16x8_s(i8x16.lt_s(c, floor), i8x16.lt_s(d, floor));
    mask |= (<u64>i32x4.bitmask(i32x4.eq(i8x16.narrow_i16x8_s(ab, cd), zero))) << shift;
    p += 4 * step;
  }
  group = at;
  at = p;
  const last = to - BLOCK;
  if (at > last) {
    const valid = (last - group) / step + 1;
    if (valid < GROUP) mask &= ((<u64>1) << valid) - 1;
  }
  blocks = mask;
  if (v128.any_true(i8x16.eq(least, zero))) {
    zerosAt = group + step;
    zerosTo = min(at, last + 1);
  }
  return true;
}

/** Zero where a byte belongs to runs: each half of it picks bits from a table, and they share none. */
function outside(block: v128, low: v128, high: v128, nibble: v128): v128 {
  return v128.and(i8x16.swizzle(low, v128.and(block, nibble)), i8x16.swizzle(high, v128.and(i16x8.shr_u(block, 4), nibble)));
}

/** Sixteen bits, of which those are set that do not belong to runs. */
function outsideAt(p: usize): u32 {
  const none = outside(v128.load(p), v128.load(pass + LOW), v128.load(pass + HIGH), i8x16.splat(0x0f));
  return ~i8x16.bitmask(i8x16.eq(none, i8x16.splat(0))) & 0xffff;
}

/** Takes the whole run around the next block of the group, where it is in one. When it is long enough, its region is to be looked at. */
function nextRun(): void {
  const block = group + <usize>ctz(blocks) * stride;
  blocks &= blocks - 1;
  if (block < runTo || outsideAt(block) != 0) return;
  let begin = block;
  let bits: u32 = 0;
  while (bits == 0 && begin > from) {
    begin -= BLOCK;
    bits = outsideAt(begin);
  }
  if (bits != 0) begin += 32 - clz(bits);
  begin = max(begin, from);
  let end = block + BLOCK;
  for (bits = 0; bits == 0 && end < to; ) {
    bits = outsideAt(end);
    end += bits == 0 ? BLOCK : ctz(bits);
  }
  end = min(end, to);
  runTo = end;
  const least: usize = load<u32>(pass + LEAST);
  if (end - begin < least) return;
  // What is bridged to it may hold the prefix; what was looked at before is not looked at again.
  const classes = pass + CLASSES;
  while (begin > lookTo && (load<u8>(classes + load<u8>(begin - 1)) & IN_BRIDGE) != 0) begin--;
  // A token's run begins with it or behind, and is no shorter.
  lookAt = begin;
  lookTo = end - least + 1;
}

/** Finds the stretches of UTF-16 around the blocks that are to be tested. False: there is no room for more. */
function wide(): bool {
  const zero = i8x16.splat(0);
  const least: usize = load<u32>(pass + LEAST_WIDE);
  for (; zerosAt < zerosTo; zerosAt += 2 * stride) {
    const zeros = i8x16.bitmask(i8x16.eq(v128.load(zerosAt), zero));
    if ((zeros != 0x5555 && zeros != 0xaaaa) || zerosAt + 2 < wideTo) continue;
    if (stretchCount == MAX_STRETCHES) return false;
    const seed = zerosAt + (zeros & 1);
    const begin = startOfStretch(seed);
    const end = endOfStretch(seed);
    if (end < seed + BLOCK - 1) continue;
    wideTo = end;
    if (end - begin < least) continue;
    const entry = lists + STRETCHES + ((<usize>stretchCount) << 3);
    store<u32>(entry, <u32>begin);
    store<u32>(entry + 4, <u32>end);
    stretchCount++;
  }
  return true;
}

/** Printable characters with a zero between every two: where the first of those stands that lead to the one at `seed`. */
function startOfStretch(seed: usize): usize {
  let begin = seed;
  while (begin >= bottom + BLOCK && isWide(begin - BLOCK)) begin -= BLOCK;
  while (begin >= bottom + 2 && isPrintable(begin - 2) && load<u8>(begin - 1) == 0) begin -= 2;
  return begin;
}

/** Behind the last of them, without the zero that follows it; at most two bytes behind the end. */
function endOfStretch(seed: usize): usize {
  let end = seed;
  while (end + BLOCK <= to && isWide(end)) end += BLOCK;
  while (end < to && isPrintable(end)) {
    end += 2;
    if (end > to || load<u8>(end - 1) != 0) break;
  }
  return end - 1;
}

/** Whether there are eight of them. */
function isWide(p: usize): bool {
  const block = v128.load(p);
  const visible = i16x8.le_u(i16x8.sub(block, i16x8.splat(0x20)), i16x8.splat(0x5e));
  const ends = v128.or(i16x8.eq(block, i16x8.splat(0x0a)), i16x8.eq(block, i16x8.splat(0x0d)));
  return i16x8.all_true(v128.or(visible, v128.or(ends, i16x8.eq(block, i16x8.splat(0x09)))));
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
