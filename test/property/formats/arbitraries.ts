import fc from "fast-check";
import type { Caveat, Macaroon } from "../../../src/formats/macaroon/macaroon.ts";
import { oracleSignature } from "../../unit/formats/oracle.ts";

function bytes(minLength: number, maxLength: number): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ minLength, maxLength }).map((array) => Buffer.from(array));
}

const caveat: fc.Arbitrary<Caveat> = fc.oneof(
  bytes(0, 300).map((id) => ({ id, vid: null, location: null })),
  fc.record({ id: bytes(0, 100), vid: bytes(0, 100), location: fc.option(bytes(0, 100)) }),
);

export interface Signed {
  readonly rootKey: Buffer;
  readonly macaroon: Macaroon;
}

/** Any macaroon that can be written down, signed by the oracle. */
export const signed: fc.Arbitrary<Signed> = fc
  .record({
    rootKey: bytes(0, 100),
    location: fc.option(bytes(0, 200)),
    identifier: fc.oneof(
      fc.uuid().map((id) => Buffer.from(id)),
      bytes(1, 255),
    ),
    caveats: fc.array(caveat, { maxLength: 8 }),
  })
  .map(({ rootKey, ...fields }) => ({
    rootKey,
    macaroon: { ...fields, signature: oracleSignature(rootKey, fields.identifier, fields.caveats) },
  }));

/** One that an issuer like PyPI hands out. */
export const issued: fc.Arbitrary<Signed> = fc
  .record({ rootKey: bytes(32, 32), identifier: fc.uuid(), caveats: fc.array(fc.string({ maxLength: 60 }), { maxLength: 5 }) })
  .map(({ rootKey, ...fields }) => {
    const identifier = Buffer.from(fields.identifier);
    const caveats = fields.caveats.map((id) => ({ id: Buffer.from(id), vid: null, location: null }));
    const signature = oracleSignature(rootKey, identifier, caveats);
    return { rootKey, macaroon: { location: Buffer.from("pypi.org"), identifier, caveats, signature } };
  });

/** A few bytes of `original` overwritten, inserted or cut out. */
export function mutated(original: Buffer): fc.Arbitrary<Buffer> {
  const edit = fc.record({ at: fc.nat(original.length), remove: fc.nat(8), insert: bytes(0, 8) });
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) =>
      edits.reduce((now, { at, remove, insert }) => Buffer.concat([now.subarray(0, at), insert, now.subarray(at + remove)]), original),
    );
}
