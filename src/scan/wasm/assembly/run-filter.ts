// AssemblyScript, compiled to WebAssembly with SIMD. Finds where in a stretch of memory tokens may begin, by the tables that
// `tables.ts` lays out. Only the offsets in `layout.ts` are shared; every function is linear in the bytes it is given.

import { notZero, pickedAt } from "./halves";
import { forgetJwt } from "./jwt";
import {
  BATCH,
  BLOCK,
  CHARACTERS,
  CLASSES,
  FLOOR,
  GROUP,
  HALF,
  IN_BRIDGE,
  LEAST,
  LEAST_WIDE,
  MAX_PLACES,
  MAX_STRETCHES,
  QUAD,
  QUADS,
  RUN,
  RUN_WINDOWS,
  RUNS,
  STRETCHES,
  ZEROS,
} from "./layout";
import { isPrefix, mayBegin } from "./prefixes";
import { forgetRuns } from "./runs";
import { endOfStretch, mayBeWide, startOfStretch } from "./utf16";

export { find } from "./prefixes";
export { squeeze } from "./utf16";

let pass: usize = 0;
let lists: usize = 0;
/** What lies before this is none of ours. */
let bottom: usize = 0;
let from: usize = 0;
let to: usize = 0;
/** Where the next group begins. */
let at: usize = 0;
/** Bytes of a window: as many quads as there are in each run that is long enough. */
let window: usize = 0;
/** Groups with windows that may lie in runs. */
let runsAt: usize = 0;
let runsTo: usize = 0;
/** Of one of them, the last quads of those windows that were not seen to yet. */
let group: usize = 0;
let windows: u64 = 0;
// Of the group before: the last quads of one, two and four in a row that may lie in runs.
let ones: u64 = 0;
let twos: u64 = 0;
let fours: u64 = 0;
/** Where the last run ends. */
let runTo: usize = 0;
/** The region in which prefixes are looked up. */
let lookAt: usize = 0;
let lookTo: usize = 0;
/** Groups with zeros. */
let zerosAt: usize = 0;
let zerosTo: usize = 0;
/** The region that may be in UTF-16, and where the last stretch of it ends. */
let pairsAt: usize = 0;
let pairsTo: usize = 0;
let wideTo: usize = 0;

/** How many there are in the lists. */
export let placeCount: i32 = 0;
export let stretchCount: i32 = 0;
/** How many line feeds the pass has seen; all there are when it is over. */
export let lineFeeds: i32 = 0;

/**
 * Begins a pass over [`begin`, `end`). A group behind it is overwritten. A stretch of UTF-16 is followed back as far as `floor`.
 * `everywhere`: all of it is one region.
 */
export function start(tables: usize, floor: usize, begin: usize, end: usize, everywhere: bool, target: usize): void {
  pass = tables;
  lists = target;
  bottom = floor;
  from = begin;
  to = end;
  at = everywhere ? end : begin;
  runsAt = 0;
  runsTo = 0;
  windows = 0;
  window = QUAD * load<u32>(tables + QUADS);
  ones = 0;
  twos = 0;
  fours = 0;
  runTo = begin;
  lookAt = begin;
  lookTo = everywhere ? end : begin;
  zerosAt = 0;
  zerosTo = 0;
  pairsAt = 0;
  pairsTo = 0;
  wideTo = 0;
  lineFeeds = 0;
  forgetRuns(tables, target);
  forgetJwt();
  // Neither of a run, nor of UTF-16, nor a line feed: what reads too far finds nothing.
  for (let p = end; p < end + GROUP; p += BLOCK) v128.store(p, i8x16.splat(-1));
}

/**
 * Fills the lists: places where a prefix stands in the region of a run, in order, and stretches of UTF-16 as beginning and end.
 * False: the pass is over; else the lists were full, and there may be more.
 */
export function fill(): bool {
  placeCount = 0;
  stretchCount = 0;
  do {
    while (lookAt < lookTo || nextRegion()) if (!look()) return true;
    while (pairsAt < pairsTo || nextPairs()) if (!wide()) return true;
  } while (classify());
  return false;
}

/** Finds the prefixes in the region. False: there is no room for more. */
function look(): bool {
  const end = lookTo;
  for (let p = lookAt; p < end; p += BLOCK) {
    let mask = mayBegin(pass, p);
    if (end - p < BLOCK) mask &= (1 << (<u32>(end - p))) - 1;
    for (; mask != 0; mask &= mask - 1) {
      const place = p + <usize>ctz(mask);
      if (!isPrefix(pass, place, to)) continue;
      if (placeCount == MAX_PLACES) {
        lookAt = place;
        return false;
      }
      store<u32>(lists + ((<usize>placeCount) << 2), <u32>place);
      placeCount++;
    }
  }
  lookAt = end;
  return true;
}

/** Tests a batch of groups, lists those in which there may be runs or UTF-16, and counts line feeds. False: there is none left. */
function classify(): bool {
  if (at >= to) return false;
  // In text, hardly a quad is without a space, a quote, a bracket or what is not ASCII, and seldom so many in a row as in a token: one
  // comparison leaves few for a closer look.
  const floor = i8x16.splat(<i8>load<u8>(pass + FLOOR));
  const feed = i8x16.splat(10);
  const zero = i8x16.splat(0);
  const more: u64 = load<u32>(pass + QUADS) - 4;
  const end = min(to, at + BATCH * GROUP);
  runsAt = lists + RUNS;
  zerosAt = lists + ZEROS;
  let run = runsAt;
  let zeros = zerosAt;
  let one = ones;
  let two = twos;
  let four = fours;
  let p = at;
  // No branch depends on what the bytes are: it would be guessed wrong too often.
  while (p < end) {
    const stop = min(end, p + 15 * GROUP);
    let feeds = i8x16.splat(0);
    do {
      let least = i8x16.splat(-1);
      let quads: u64 = 0;
      for (let shift: u64 = 0; shift < 64; shift += 16) {
        const a = v128.load(p);
        const b = v128.load(p, 16);
        const c = v128.load(p, 32);
        const d = v128.load(p, 48);
        // A stretch of UTF-16 that is long enough reaches into every second block.
        least = i8x16.min_u(least, i8x16.min_u(b, d));
        feeds = i8x16.sub(
          feeds,
          i8x16.add(i8x16.add(i8x16.eq(a, feed), i8x16.eq(b, feed)), i8x16.add(i8x16.eq(c, feed), i8x16.eq(d, feed))),
        );
        const ab = i8x16.narrow_i16x8_s(i8x16.lt_s(a, floor), i8x16.lt_s(b, floor));
        const cd = i8x16.narrow_i16x8_s(i8x16.lt_s(c, floor), i8x16.lt_s(d, floor));
        quads |= (<u64>(<u32>i8x16.bitmask(i8x16.eq(i8x16.narrow_i16x8_s(ab, cd), zero)))) << shift;
        p += 4 * BLOCK;
      }
      const inTwo = quads & ((quads << 1) | (one >> 63));
      const inFour = inTwo & ((inTwo << 2) | (two >> 62));
      const inWindow = inFour & ((inFour << more) | ((four >> 1) >> (63 - more)));
      one = quads;
      two = inTwo;
      four = inFour;
      store<u32>(run, <u32>(p - GROUP));
      store<u64>(run, inWindow, RUN_WINDOWS);
      run += <usize>(inWindow != 0) * RUN;
      store<u32>(zeros, <u32>(p - GROUP));
      zeros += <usize>v128.any_true(i8x16.eq(least, zero)) * 4;
    } while (p < stop);
    lineFeeds += sumOf(feeds);
  }
  runsTo = run;
  zerosTo = zeros;
  ones = one;
  twos = two;
  fours = four;
  at = p;
  return true;
}

/** Sixteen bits, of which those are set that do not belong to runs. */
function outsideAt(p: usize): u32 {
  return notZero(pickedAt(p, pass + CHARACTERS));
}

/** Sees to windows up to the first in a run that is long enough: its region is to be looked at. False: there is none left in the batch. */
function nextRegion(): bool {
  const last = window - BLOCK;
  const least: usize = load<u32>(pass + LEAST);
  for (;;) {
    while (windows == 0) {
      if (runsAt == runsTo) return false;
      group = load<u32>(runsAt);
      windows = load<u64>(runsAt, RUN_WINDOWS);
      runsAt += RUN;
      if (runTo + window > group + QUAD) drop((runTo + window - group - 1) / QUAD);
    }
    const index = <usize>ctz(windows);
    const first = group + (index + 1) * QUAD - window;
    const outsiders = outsideAt(first) | (outsideAt(first + last) << (<u32>last));
    if (outsiders != 0) {
      // No window that holds the last of them lies in a run.
      drop(index + 1 + (31 - clz(outsiders)) / QUAD);
      continue;
    }
    // The quad before is not in the run, or its window would have come before.
    const begin = max(first - (clz(outsideAt(first - BLOCK)) - 16), from);
    let end = first + window;
    for (let bits: u32 = 0; bits == 0; ) {
      bits = outsideAt(end);
      end += ctz(bits | 0x10000);
    }
    runTo = end;
    drop(index + (end - first + QUAD - 1) / QUAD);
    if (end - begin < least) continue;
    // What is bridged to it may hold the prefix; what was looked at before is not looked at again.
    const classes = pass + CLASSES;
    lookAt = begin;
    while (lookAt > lookTo && (load<u8>(classes + load<u8>(lookAt - 1)) & IN_BRIDGE) != 0) lookAt--;
    // A token's run begins with it or behind, and is no shorter.
    lookTo = end - least + 1;
    return true;
  }
}

/** The windows of the group that end before quad `next` are seen to. */
function drop(next: usize): void {
  windows = next > 63 ? 0 : (windows >> <u64>next) << (<u64>next);
}

/** Goes on to the next group that may hold UTF-16. False: there is none left in the batch. */
function nextPairs(): bool {
  const least: usize = load<u32>(pass + LEAST_WIDE);
  for (; zerosAt < zerosTo; zerosAt += 4) {
    pairsAt = load<u32>(zerosAt);
    if (!mayBeWide(pairsAt, least)) continue;
    pairsTo = pairsAt + GROUP;
    zerosAt += 4;
    return true;
  }
  pairsAt = pairsTo;
  return false;
}

/** Finds the stretches of UTF-16 around halves of blocks. False: there is no room for more. */
function wide(): bool {
  const zero = i8x16.splat(0);
  const classes = pass + CLASSES;
  const least: usize = load<u32>(pass + LEAST_WIDE);
  for (; pairsAt < pairsTo; pairsAt += HALF) {
    const zeros = i8x16.bitmask(i8x16.eq(v128.load(pairsAt), zero)) & 0xff;
    if ((zeros != 0x55 && zeros != 0xaa) || pairsAt + 2 < wideTo) continue;
    if (stretchCount == MAX_STRETCHES) return false;
    const seed = pairsAt + (zeros & 1);
    const end = endOfStretch(seed, to, classes);
    if (end < seed + HALF - 1) continue;
    wideTo = end;
    const begin = startOfStretch(seed, bottom, classes);
    if (end - begin < least) continue;
    const entry = lists + STRETCHES + ((<usize>stretchCount) << 3);
    store<u32>(entry, <u32>begin);
    store<u32>(entry + 4, <u32>end);
    stretchCount++;
  }
  return true;
}

/** How many line feeds there are in [`begin`, `end`). */
export function lines(begin: usize, end: usize): i32 {
  const feed = i8x16.splat(10);
  let count: i32 = 0;
  let p = begin;
  while (p + BLOCK <= end) {
    // A lane counts to 255.
    const stop = min(end, p + 255 * BLOCK);
    let feeds = i8x16.splat(0);
    for (; p + BLOCK <= stop; p += BLOCK) feeds = i8x16.sub(feeds, i8x16.eq(v128.load(p), feed));
    count += sumOf(feeds);
  }
  for (; p < end; p++) count += i32(load<u8>(p) == 10);
  return count;
}

function sumOf(counts: v128): i32 {
  const quarters = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(counts));
  return (
    i32x4.extract_lane(quarters, 0) + i32x4.extract_lane(quarters, 1) + i32x4.extract_lane(quarters, 2) + i32x4.extract_lane(quarters, 3)
  );
}
