/** Containers that are opened. */
export type Kind = "gzip" | "tar" | "zip";

/** What the first bytes of a file say it is. */
export type Recognised = { readonly kind: Kind } | { readonly unsupported: string } | null;

/** As many bytes as have to be seen. */
export const HEAD_BYTES = 512;

const TAR_MAGIC_AT = 257;
// Of a tar's first header: the sum of all its bytes, in octal, its own eight taken for spaces (POSIX, ustar).
const TAR_SUM = { from: 148, to: 156 };
const SPACE = 0x20;

// What a zip ends with when it has no comment (APPNOTE.TXT section 4.3.16).
const ZIP_END = Buffer.from("PK\u0005\u0006", "latin1");
/** As many of a file's last bytes have to be seen to tell that it ends as a zip does. */
export const TAIL_BYTES = 22;

// The bytes decide: names are whatever somebody chose.
const MAGIC: readonly { readonly at: number; readonly bytes: Buffer; readonly is: NonNullable<Recognised> }[] = [
  { at: 0, bytes: Buffer.from("PK\u0003\u0004", "latin1"), is: { kind: "zip" } },
  { at: 0, bytes: Buffer.from("PK\u0005\u0006", "latin1"), is: { kind: "zip" } },
  { at: 0, bytes: Buffer.from("1f8b08", "hex"), is: { kind: "gzip" } },
  { at: TAR_MAGIC_AT, bytes: Buffer.from("ustar"), is: { kind: "tar" } },
  { at: 0, bytes: Buffer.from("fd377a585a00", "hex"), is: { unsupported: "xz" } },
  { at: 0, bytes: Buffer.from("28b52ffd", "hex"), is: { unsupported: "zstd" } },
  { at: 4, bytes: Buffer.from("314159265359", "hex"), is: { unsupported: "bzip2" } },
  { at: 0, bytes: Buffer.from("377abcaf271c", "hex"), is: { unsupported: "7z" } },
  { at: 0, bytes: Buffer.from("Rar!\u001a\u0007", "latin1"), is: { unsupported: "rar" } },
];

export function recognise(head: Uint8Array): Recognised {
  const known = MAGIC.find(({ at, bytes }) => bytes.equals(head.subarray(at, at + bytes.length)));
  return known?.is ?? (beginsAsTar(head) ? { kind: "tar" } : null);
}

/** The oldest tars, and what GNU tar writes a label in front of, begin with no magic. */
function beginsAsTar(head: Uint8Array): boolean {
  if (head.length < HEAD_BYTES) return false;
  const { from, to } = TAR_SUM;
  const written = /^ *([0-7]{3,7})[ \0]/u.exec(Buffer.from(head.subarray(from, to)).toString("latin1"))?.[1];
  if (written === undefined) return false;
  const sum = head.subarray(0, HEAD_BYTES).reduce((total, byte, at) => total + (at >= from && at < to ? SPACE : byte), 0);
  return sum === Number.parseInt(written, 8);
}

/**
 * Where in a file of `size` bytes the zip begins that it ends with; null when it ends with none. Something may stand in front of it: the
 * line that names an interpreter, which its places mostly count in (zipapps, pexes: zero), or a program, which they mostly do not
 * (executable jars).
 * @param tail the last of its bytes
 */
export function zipStart(tail: Buffer, size: number): number | null {
  if (tail.length < TAIL_BYTES || !tail.subarray(0, ZIP_END.length).equals(ZIP_END)) return null;
  const [length, offset, comment] = [tail.readUInt32LE(12), tail.readUInt32LE(16), tail.readUInt16LE(20)];
  const start = size - TAIL_BYTES - length - offset;
  // One that says nothing of itself may be text.
  return comment === 0 && start >= 0 && length > 0 ? start : null;
}
