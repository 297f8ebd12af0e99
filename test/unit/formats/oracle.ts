import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { encodeV2 } from "../../../src/formats/macaroon/codec/encode.ts";
import type { Caveat, Macaroon } from "../../../src/formats/macaroon/macaroon.ts";

/** What the code under test is compared with: the signature chain as the format's description has it, with node's own HMAC. */
function hmac(key: Buffer | string, message: Buffer): Buffer {
  return createHmac("sha256", key).update(message).digest();
}

export function oracleSignature(rootKey: Buffer, identifier: Buffer, caveats: readonly Caveat[]): Buffer {
  return caveats.reduce(
    (link, { id, vid }) => hmac(link, vid === null ? id : Buffer.concat([hmac(link, vid), hmac(link, id)])),
    hmac(hmac("macaroons-key-generator", rootKey), identifier),
  );
}

/** What any holder can do, without the root key. */
export function attenuate(macaroon: Macaroon, id: Buffer | string): Macaroon {
  const added = { id: Buffer.from(id), vid: null, location: null };
  return { ...macaroon, caveats: [...macaroon.caveats, added], signature: hmac(macaroon.signature, added.id) };
}

export function caveat(id: string): Caveat {
  return { id: Buffer.from(id), vid: null, location: null };
}

export interface Minted {
  readonly rootKey: Buffer;
  readonly macaroon: Macaroon;
  readonly bytes: Buffer;
}

/** A macaroon signed by the oracle; by default one of PyPI's, for a user. */
export function minted(options: { location?: string | null; identifier?: string | Buffer; caveats?: readonly string[] } = {}): Minted {
  const rootKey = randomBytes(32);
  const identifier = Buffer.from(options.identifier ?? randomUUID());
  const caveats = (options.caveats ?? [`[3,"${randomUUID()}"]`]).map(caveat);
  const location = options.location === null ? null : Buffer.from(options.location ?? "pypi.org");
  const macaroon = { location, identifier, caveats, signature: oracleSignature(rootKey, identifier, caveats) };
  return { rootKey, macaroon, bytes: encodeV2(macaroon) };
}

/** The v1 binary form: packets of four hex digits, name, space, value, newline. */
export function encodeV1({ location, identifier, caveats, signature }: Macaroon): Buffer {
  const packet = (name: string, value: Buffer | null): Buffer => {
    if (value === null) return Buffer.alloc(0);
    const length = (4 + name.length + 1 + value.length + 1).toString(16).padStart(4, "0");
    return Buffer.concat([Buffer.from(`${length}${name} `), value, Buffer.from("\n")]);
  };
  return Buffer.concat([
    packet("location", location),
    packet("identifier", identifier),
    ...caveats.flatMap(({ id, vid, location: at }) => [packet("cid", id), packet("vid", vid), packet("cl", at)]),
    packet("signature", signature),
  ]);
}
