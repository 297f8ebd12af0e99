import fc from "fast-check";
import type { Declaration } from "../../../src/formats/declared/declaration.ts";
import type { Format } from "../../../src/formats/format.ts";
import { loadFormats } from "../../../src/formats/registry.ts";
import type { Found } from "../../../src/scan/scanner.ts";

export const ALLOW = "tokenward:allow";
const DECLARED: readonly Declaration[] = [
  { id: "bare", kind: "macaroon", prefix: "", location: "bare.test" },
  { id: "any", kind: "macaroon", prefix: "any_", location: "any.test", identifier: "any" },
  { id: "short", kind: "pattern", prefix: "s~t", pattern: "[0-9]{4}-[0-9a-f]{4}" },
  { id: "dotted", kind: "pattern", prefix: "d.t.", alphabet: "0-9a-f", length: [24, 60] },
];
const ALL = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "localhost", configured: DECLARED });
export const byId = (...ids: string[]): Format[] => ALL.filter(({ id }) => ids.includes(id));

/** Sets of formats that take different ways through the fast engine. */
export const SETS: readonly (readonly [string, readonly Format[]])[] = [
  ["all there are, prefixes sought in every byte", ALL],
  ["those that are built in", ALL.filter(({ id }) => !DECLARED.some((declared) => declared.id === id))],
  ["macaroons only", byId("pypi", "testpypi", "tokenward")],
  ["the base64 alphabet only", byId("fly", "any")],
  ["nothing but a literal", byId("secret_token_uri")],
  ["parts with dots between them", byId("jwt", "gitlab_routable", "dotted")],
];

const utf16 = (text: string, isBig: boolean): Buffer => {
  const little = Buffer.from(text, "utf16le");
  return isBig ? little.swap16() : little;
};

/** Tokens of these formats, pieces of them, and what stands around them in files. */
export function soup(formats: readonly Format[]): fc.Arbitrary<Buffer> {
  const format = fc.constantFrom(...formats);
  const token = format.chain((one) => fc.integer({ min: 0, max: 20 }).map(() => one.example()));
  const cut = fc.tuple(token, fc.nat(80)).map(([text, length]) => text.slice(0, length));
  const prefix = format.chain(({ prefixes }) => fc.constantFrom(...prefixes));
  const run = fc.stringMatching(/^[A-Za-z0-9_+/.-]{0,120}$/u);
  const text = fc.oneof(
    { weight: 4, arbitrary: token },
    cut,
    prefix,
    run,
    fc.constantFrom(" ", "\n", "=", "'", '"', ".", "\0", "é", "\\n", "%3D", "(", "x", ` ${ALLOW}\n`, ` ${ALLOW}`),
    fc.string({ unit: "binary-ascii", maxLength: 40 }),
  );
  const piece = fc.oneof(
    { weight: 4, arbitrary: text.map((one) => Buffer.from(one, "latin1")) },
    fc.tuple(fc.array(text, { maxLength: 4 }), fc.boolean()).map(([texts, isBig]) => utf16(texts.join(""), isBig)),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  );
  return fc.array(piece, { maxLength: 16 }).map((pieces) => Buffer.concat(pieces));
}

/** To be compared: a secret is like every other. */
export const plainly = (found: readonly Found[]): object[] =>
  found.map(({ token, ...rest }) => ({ ...rest, token: token.reveal("compare") }));
