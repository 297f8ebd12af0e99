import { BLOCK } from "./layout";

// Sets of bytes are tables of two blocks: the low half of a byte picks bits from the first, the high half from the second, and what they have in common counts.

/** Of each of the sixteen bytes at `p`, the bits that both its halves pick. */
export function pickedAt(p: usize, table: usize): v128 {
  const block = v128.load(p);
  const nibble = i8x16.splat(0x0f);
  const low = i8x16.swizzle(v128.load(table), v128.and(block, nibble));
  return v128.and(low, i8x16.swizzle(v128.load(table + BLOCK), v128.and(i16x8.shr_u(block, 4), nibble)));
}

/** Sixteen bits: which bytes are not zero. */
export function notZero(block: v128): u32 {
  return ~i8x16.bitmask(i8x16.eq(block, i8x16.splat(0))) & 0xffff;
}
