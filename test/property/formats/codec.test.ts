import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBytes, decodeText } from "../../../src/formats/macaroon/codec/decode.ts";
import { encodeV2 } from "../../../src/formats/macaroon/codec/encode.ts";
import { hmacSha256 } from "../../../src/formats/macaroon/hmac.ts";
import { PROBLEMS } from "../../../src/formats/macaroon/macaroon.ts";
import { provesPossession, sign } from "../../../src/formats/macaroon/signature.ts";
import { attenuate, encodeV1 } from "../../unit/formats/oracle.ts";
import { issued, mutated, signed } from "./arbitraries.ts";

const anyBytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));

function expectAnswer(decoded: ReturnType<typeof decodeBytes>): void {
  if (decoded.ok) expect(decoded.macaroon.signature.length).toBe(32);
  else expect(PROBLEMS).toHaveProperty(decoded.problem);
}

test("our HMAC is node's, for every message and in any sequence of calls", () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const message = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 4_000, maxLength: 9_000, size: "max" }));
  fc.assert(
    fc.property(key, message, (k, m) => {
      const expected = createHmac("sha256", k).update(m).digest("hex");
      expect(Buffer.from(hmacSha256(Buffer.from(k).toString("latin1"), m), "latin1").toString("hex")).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

test("what is written is read back, and its signature is the one the format's description gives", () => {
  fc.assert(
    fc.property(signed, ({ rootKey, macaroon }) => {
      for (const [version, bytes] of [
        [2, encodeV2(macaroon)],
        [1, encodeV1(macaroon)],
      ] as const) {
        expect(decodeBytes(bytes)).toEqual({ ok: true, version, macaroon, end: bytes.length });
      }
      expect(sign(rootKey, macaroon.identifier, macaroon.caveats)).toEqual(macaroon.signature);
    }),
  );
});

test("the exact end is found whatever follows", () => {
  fc.assert(
    fc.property(signed, anyBytes, ({ macaroon }, tail) => {
      for (const bytes of [encodeV2(macaroon), encodeV1(macaroon)]) {
        expect(decodeBytes(Buffer.concat([bytes, tail]))).toMatchObject({ ok: true, end: bytes.length });
      }
    }),
  );
});

test("whatever its holder adds, it still verifies, and only under its own key", () => {
  fc.assert(
    fc.property(signed, fc.array(fc.string({ maxLength: 40 }), { maxLength: 5 }), anyBytes, ({ rootKey, macaroon }, added, otherKey) => {
      const copy = added.reduce(attenuate, macaroon);
      expect(provesPossession(copy, rootKey, 32)).toBe(true);
      expect(provesPossession(copy, otherKey, 8)).toBe(otherKey.equals(rootKey));
    }),
  );
});

test("no single flipped bit verifies, but in the location, which is not signed", () => {
  fc.assert(
    fc.property(issued, fc.nat(), ({ rootKey, macaroon }, at) => {
      const bytes = encodeV2(macaroon);
      const bit = at % (bytes.length * 8);
      const byte = bit >> 3;
      bytes[byte]! ^= 1 << (bit & 7);
      const decoded = decodeBytes(bytes);
      const inLocation = byte >= 3 && byte < 11;
      expect(decoded.ok && provesPossession(decoded.macaroon, rootKey, 32)).toBe(inLocation);
    }),
    { numRuns: 2_000 },
  );
});

test("nothing but answers comes out: for random bytes", () => {
  const start = fc.constantFrom(Buffer.alloc(0), Buffer.of(2), Buffer.of(2, 1), Buffer.from("0020location "), Buffer.from("0"));
  fc.assert(
    fc.property(start, anyBytes, (head, tail) => expectAnswer(decodeBytes(Buffer.concat([head, tail])))),
    { numRuns: 3_000 },
  );
});

test("nothing but answers comes out: for genuine macaroons with bytes changed, added and cut out", () => {
  const changed = signed.chain(({ macaroon }) => fc.oneof(mutated(encodeV2(macaroon)), mutated(encodeV1(macaroon))));
  fc.assert(
    fc.property(changed, (bytes) => expectAnswer(decodeBytes(bytes))),
    { numRuns: 2_000 },
  );
});

test("nothing but answers comes out: for any text and any JSON", () => {
  const field = fc.oneof(fc.jsonValue(), fc.string(), fc.constantFrom(2, "2", null, [{}], [{ i: "x" }]));
  const names = fc.constantFrom("v", "l", "i", "i64", "s", "s64", "c", "location", "identifier", "signature", "caveats", "__proto__");
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.base64String(),
    fc.json().map((json) => `{"c":${json}}`),
    fc.dictionary(names, field).map((json) => JSON.stringify(json)),
    signed
      .chain(({ macaroon }) =>
        mutated(Buffer.from(JSON.stringify({ i64: macaroon.identifier.toString("base64"), s64: macaroon.signature.toString("base64") }))),
      )
      .map(String),
  );
  fc.assert(
    fc.property(text, (source) => expectAnswer(decodeText(source))),
    { numRuns: 1_000 },
  );
});

test.each([
  ["nested arrays", "[".repeat(30_000)],
  ["nested objects", '{"c":'.repeat(10_000)],
  ["nested and closed", `{"c":${"[".repeat(30_000)}${"]".repeat(30_000)}}`],
  ["one endless number", Buffer.alloc(40_000, 0xff).toString("base64url")],
  [
    "empty caveats without end",
    Buffer.concat([Buffer.of(2, 2, 1, 0x41, 0), Buffer.alloc(45_000, Buffer.of(2, 0, 0))]).toString("base64url"),
  ],
  ["v1 packets of the least length", Buffer.from(`0011identifier x\n${"0009cid \n".repeat(5_000)}`).toString("base64url")],
])("nothing but answers comes out: for %s", (_what, text) => {
  expect(decodeText(text).ok).toBe(false);
});
