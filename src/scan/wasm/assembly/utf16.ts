import { BLOCK, GROUP, PRINTABLE } from "./layout";

/** Whether, in half of every second block of the group, every pair of bytes has one zero, as where the shortest token stands. */
export function mayBeWide(begin: usize, least: usize): bool {
  if (least < 2 * BLOCK - 1) return true;
  const zero = i8x16.splat(0);
  // A pair of which one byte is all ones, as a number of 16 bits with a sign, cut down to 8 bits.
  const first = i8x16.splat(127);
  const second = i8x16.splat(-128);
  const every = i8x16.splat(-1);
  let halves = i8x16.splat(0);
  for (let p = begin + BLOCK; p < begin + GROUP; p += 4 * BLOCK) {
    const pairs = i8x16.narrow_i16x8_s(i8x16.eq(v128.load(p), zero), i8x16.eq(v128.load(p, 32), zero));
    halves = v128.or(halves, i32x4.eq(v128.or(i8x16.eq(pairs, first), i8x16.eq(pairs, second)), every));
  }
  return v128.any_true(halves);
}

/** Printable characters with a zero between every two: where the first of those stands that lead to the one at `seed`. */
export function startOfStretch(seed: usize, bottom: usize, classes: usize): usize {
  let begin = seed;
  while (begin >= bottom + BLOCK && isWide(begin - BLOCK)) begin -= BLOCK;
  while (begin >= bottom + 2 && isPrintable(begin - 2, classes) && load<u8>(begin - 1) == 0) begin -= 2;
  return begin;
}

/** Behind the last of them, without the zero that follows it; at most two bytes behind the end. */
export function endOfStretch(seed: usize, to: usize, classes: usize): usize {
  let end = seed;
  while (end + BLOCK <= to && isWide(end)) end += BLOCK;
  while (end < to && isPrintable(end, classes)) {
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

function isPrintable(p: usize, classes: usize): bool {
  return (load<u8>(classes + load<u8>(p)) & PRINTABLE) != 0;
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
