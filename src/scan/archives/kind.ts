/** Containers that are opened. */
export type Kind = "gzip" | "tar" | "zip";

/** What the first bytes of a file say it is. */
export type Recognised = { readonly kind: Kind } | { readonly unsupported: string } | null;

/** As many bytes as have to be seen. */
export const HEAD_BYTES = 512;

const TAR_MAGIC_AT = 257;

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
  return known?.is ?? null;
}
