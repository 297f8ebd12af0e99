import type { Macaroon } from "../macaroon.ts";
import { FIELD, VERSION_2 } from "./decode-v2.ts";

/** The v2 binary form: version, location, identifier, caveats, signature. */
export function encodeV2({ location, identifier, caveats, signature }: Macaroon): Buffer {
  const end = Buffer.of(FIELD.end);
  const parts: Buffer[] = [Buffer.of(VERSION_2)];
  const add = (type: number, value: Buffer | null): void => {
    if (value !== null) parts.push(Buffer.of(type, ...varint(value.length)), value);
  };
  add(FIELD.location, location);
  add(FIELD.identifier, identifier);
  parts.push(end);
  for (const caveat of caveats) {
    add(FIELD.location, caveat.location);
    add(FIELD.identifier, caveat.id);
    add(FIELD.vid, caveat.vid);
    parts.push(end);
  }
  parts.push(end);
  add(FIELD.signature, signature);
  return Buffer.concat(parts);
}

/** LEB128: seven bits a byte, low group first. */
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
