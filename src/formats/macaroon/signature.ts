import { timingSafeEqual } from "node:crypto";
import { hmacSha256 } from "./hmac.ts";
import type { Caveat, Macaroon } from "./macaroon.ts";

const GENERATOR = "macaroons-key-generator".padEnd(32, "\0");

/**
 * The signature of a macaroon under its root key: a chain in which every result is the key of the next step. That is
 * why any holder can add a caveat and nobody can take one away. A third party's caveat enters as opaque bytes.
 */
export function sign(rootKey: Buffer, identifier: Buffer, caveats: readonly Caveat[]): Buffer {
  let link = hmacSha256(hmacSha256(GENERATOR, rootKey), identifier);
  for (const { id, vid } of caveats) {
    link = hmacSha256(link, vid === null ? id : Buffer.from(hmacSha256(link, vid) + hmacSha256(link, id), "latin1"));
  }
  return Buffer.from(link, "latin1");
}

/** Whether the first `bytes` bytes of the macaroon's signature are genuine. Constant time in what they are. */
export function provesPossession(macaroon: Macaroon, rootKey: Buffer, bytes: number): boolean {
  const given = macaroon.signature.subarray(0, bytes);
  const expected = sign(rootKey, macaroon.identifier, macaroon.caveats).subarray(0, bytes);
  return given.length === bytes && timingSafeEqual(given, expected);
}
