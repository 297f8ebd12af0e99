import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeV2 } from "../../../src/formats/macaroon/codec/encode.ts";
import type { Macaroon } from "../../../src/formats/macaroon/macaroon.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { byId, plainly } from "../../helpers/scan/soup.ts";
import { issued, mutated, signed } from "../formats/arbitraries.ts";

const formats = byId("pypi", "testpypi", "tokenward", "any", "jwt");
const [fast, plain] = (["wasm", "plain"] as const).map((engine) => createScanner({ formats, decode: false, engine }));

function encodeV1({ caveats, identifier, location, signature }: Macaroon): Buffer {
  const packet = (name: string, value: Buffer): Buffer => {
    const length = (4 + name.length + 1 + value.length + 1).toString(16).padStart(4, "0");
    return Buffer.concat([Buffer.from(`${length}${name} `), value, Buffer.from("\n")]);
  };
  const told = caveats.flatMap(({ id, location: cl, vid }) => [
    packet("cid", id),
    ...(vid === null ? [] : [packet("vid", vid), ...(cl === null ? [] : [packet("cl", cl)])]),
  ]);
  const head = [...(location === null ? [] : [packet("location", location)]), packet("identifier", identifier)];
  return Buffer.concat([...head, ...told, packet("signature", signature)]);
}

/** Some as they were minted, some with a few bytes changed. */
const perhapsMutated = (bytes: Buffer): fc.Arbitrary<Buffer> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(bytes) }, { weight: 1, arbitrary: mutated(bytes) });

/** Formats want an identifier like this; whose signature it is does not matter here. */
const readable = fc
  .record({ one: signed, id: fc.uuid(), long: fc.integer({ min: 100, max: 300 }) })
  .map(({ id, long, one: { macaroon: one } }) => {
    const caveats = [...one.caveats, { id: Buffer.alloc(long, id), vid: null, location: null }];
    return { macaroon: { ...one, identifier: Buffer.from(id), caveats } };
  });
const macaroon = fc
  .tuple(fc.oneof(readable, issued), fc.boolean(), fc.constantFrom("pypi-", "tokenward-", "any_"), fc.boolean())
  .chain(([{ macaroon: one }, isOld, prefix, isStandard]) =>
    perhapsMutated(isOld ? encodeV1(one) : encodeV2(one)).map(
      (bytes) => prefix + bytes.toString(isStandard ? "base64" : "base64url").replaceAll("=", ""),
    ),
  );

const nested = (levels: number): object => (levels === 0 ? {} : levels % 3 === 0 ? [nested(levels - 1)] : { in: nested(levels - 1) });
const json = fc.oneof(
  fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 }),
  fc.nat(20).map((levels) => ({ deep: nested(levels) })),
  fc.constant({}),
);
const header = fc
  .record({ more: json, alg: fc.constantFrom("HS256", "RS256", "EdDSA", "none", "X", ""), indent: fc.constantFrom(0, 0, 0, 1) })
  .map(({ alg, indent, more }) => JSON.stringify({ ...more, alg }, null, indent));
const segment = (source: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(source, fc.constantFrom("", "", "", "", "", " ", "\n", "}", "\u00A0"), fc.constantFrom("", "", "", "A"))
    .chain(([text, behind, over]) => perhapsMutated(Buffer.from(text + behind)).map((bytes) => bytes.toString("base64url") + over));
const jwt = fc
  .tuple(
    segment(header),
    segment(json.map((one) => JSON.stringify(one))),
    fc.stringMatching(/^[0-9A-Za-z_-]{41,46}$/u),
    fc.stringMatching(/^[0-9A-Za-z_-]{0,50}$/u),
  )
  .map(([head, claims, signature, more]) => `${head}.${claims}.${signature}${more}`);

const between = fc.constantFrom("", "", " ", "\n", "e", "eyJ", "eyJh.", ".", "-", "pypi-AgEI", "pypi-MDA", "any_Ag", "=", "é", "\0", "abc");
const texts = fc
  .array(fc.tuple(between, fc.oneof(macaroon, jwt), fc.nat(12)), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([before, token, cut]) => before + (cut === 12 ? token.slice(0, -1) : token)).join(""));

test("whatever of macaroons and JWTs can be told by how they are built is a token for the fast engine where it is one", () => {
  fc.assert(
    fc.property(texts, fc.boolean(), (text, isWide) => {
      const bytes = Buffer.from(text, isWide ? "utf16le" : "latin1");
      expect(plainly(fast!.scan(bytes))).toEqual(plainly(plain!.scan(bytes)));
    }),
    { numRuns: 1_000 },
  );
});

test("most of what the property above is played with are tokens", () => {
  const found = fc.sample(texts, 200).map((text) => plain!.scan(Buffer.from(text, "latin1")).map(({ format }) => format));
  expect(found.flat().filter((format) => format === "jwt").length).toBeGreaterThan(20);
  expect(found.flat().filter((format) => format !== "jwt").length).toBeGreaterThan(50);
});

test("a JWT is found where the same beginning was none before", () => {
  const [start, claims, signature] = byId("jwt")[0]!.example().split(".");
  expect(fast!.scan(Buffer.from(`${start}.${"x".repeat(60)}`))).toEqual([]);
  expect(fast!.scan(Buffer.from(`${start}.${claims}.${signature}`))).toHaveLength(1);
});
