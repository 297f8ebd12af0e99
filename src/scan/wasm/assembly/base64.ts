/** What `byteAt` answers where there is no byte: behind the end, or at a character of no base64. */
export const NO_BYTE: i32 = -1;
const NO_SEXTET: u32 = 64;

/** Of either alphabet. */
function sextetOf(code: u32): u32 {
  if (code - 0x61 < 26) return code - 71;
  if (code - 0x41 < 26) return code - 65;
  if (code - 0x30 < 10) return code + 4;
  if (code == 0x2d || code == 0x2b) return 62;
  return code == 0x5f || code == 0x2f ? 63 : NO_SEXTET;
}

/** Byte `index` of what is written in base64 from `p` to `to`. */
export function byteAt(p: usize, to: usize, index: u32): i32 {
  const third = index % 3;
  const place = p + <usize>(4 * (index / 3) + third);
  if (place + 1 >= to) return NO_BYTE;
  const a = sextetOf(load<u8>(place));
  const b = sextetOf(load<u8>(place + 1));
  if (((a | b) & NO_SEXTET) != 0) return NO_BYTE;
  return ((a << (2 + 2 * third)) | (b >> (4 - 2 * third))) & 0xff;
}
