import { crc32 } from "node:zlib";

/** A checksum that stands at the end of a token. It tells tokens from look-alikes; it proves nothing. */
export interface Checksum {
  /** Characters it takes. */
  readonly length: number;
  /** How it may read for what stands before it; the first is how it is written. */
  of(prefix: string, head: string): readonly string[];
}

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** CRC-32 (IEEE) of the characters between prefix and checksum, as six base62 digits: GitHub's scheme, which many took over. */
export const CRC32_BASE62: Checksum = { length: 6, of: (_prefix, head) => [base62(crc32(head)).padStart(6, "0")] };

/** CRC-32 of all that stands before it, the prefix included, as seven base36 digits: GitLab's routable tokens. */
export const CRC32_BASE36: Checksum = {
  length: 7,
  of: (prefix, head) => [
    crc32(prefix + head)
      .toString(36)
      .padStart(7, "0"),
  ],
};

/** CRC-32 in hexadecimal, of the bytes that the characters before it stand for; of the characters themselves as well. */
export const CRC32_HEX: Checksum = {
  length: 8,
  of: (_prefix, head) => [crc32(Buffer.from(head, "hex")), crc32(head)].map((sum) => sum.toString(16).padStart(8, "0")),
};

const XOR_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** All characters between prefix and checksum XORed, as one digit: crates.io's trusted publishing. One look-alike in 62 passes. */
export const XOR_DIGIT: Checksum = {
  length: 1,
  of: (_prefix, head) => [XOR_DIGITS[Buffer.from(head).reduce((sum, byte) => sum ^ byte, 0) % XOR_DIGITS.length]!],
};

function base62(value: number): string {
  return (value < 62 ? "" : base62(Math.floor(value / 62))) + BASE62[value % 62]!;
}
