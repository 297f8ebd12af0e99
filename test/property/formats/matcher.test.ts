import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeV2 } from "../../../src/formats/macaroon/codec/encode.ts";
import { copyFacts } from "../../../src/formats/macaroon/copy-facts.ts";
import { evaluate } from "../../../src/formats/macaroon/evaluate.ts";
import { macaroonFormat } from "../../../src/formats/macaroon/format.ts";
import { createMatcher } from "../../../src/formats/matcher.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { attenuate } from "../../unit/formats/oracle.ts";
import { issued } from "./arbitraries.ts";

const pypi = macaroonFormat({ id: "pypi", title: "", issuer: "pypi", prefix: "pypi-", location: "pypi.org" });
const matcher = createMatcher([pypi]);

const token = issued.map((signed) => ({ ...signed, text: `pypi-${encodeV2(signed.macaroon).toString("base64url")}` }));
const around = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.stringMatching(/^[A-Za-z0-9_+/=-]{0,60}$/u),
  fc.constantFrom("pypi-", "pypi-Ag", "\n> ", '"\n"', "pypi-AgEIcHlwaS5vcmcCJD"),
);

test("every token planted in a text is found where it stands, exactly, whatever stands around it", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(around, token), { minLength: 1, maxLength: 4 }), around, (parts, end) => {
      const text = parts.map(([before, { text: planted }]) => before + planted).join("") + end;
      const found = matcher.matchAll(text);
      let at = 0;
      for (const [before, planted] of parts) {
        at += before.length;
        const candidate = found.find(({ start }) => start === at);
        expect(candidate).toMatchObject({ start: at, end: at + planted.text.length, wholeness: "exact" });
        expect(candidate?.text.reveal("test")).toBe(planted.text);
        at += planted.text.length;
      }
      for (let i = 1; i < found.length; i++) expect(found[i]?.start).toBeGreaterThanOrEqual(found[i - 1]?.end ?? 0);
    }),
  );
});

test("a broken token is put together again, wherever it is broken", () => {
  const soft = fc.constantFrom("\n", "\r\n    ", "=\r\n", "\n> ", "\n# ", " ", '"\n  "', "' +\n'", "\\n", "\\\n", "\u200B");
  const breaks = fc.array(fc.tuple(fc.integer({ min: 30, max: 300 }), soft), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(token, breaks, ({ text }, cuts) => {
      const places = new Map(cuts.filter(([at]) => at < text.length));
      const broken = text
        .split("")
        .map((character, at) => (places.get(at) ?? "") + character)
        .join("");
      expect(matcher.match(`${broken}.`)?.text.reveal("test")).toBe(text);
      expect(matcher.match(`${broken}.`)?.end).toBe(broken.length);
    }),
  );
});

test("a copy is proven however it was attenuated and wherever it was cut behind 8 signature bytes", () => {
  fc.assert(
    fc.property(issued, fc.array(fc.string({ maxLength: 30 }), { maxLength: 3 }), fc.nat(32), ({ rootKey, macaroon }, added, cut) => {
      const copy = encodeV2(added.reduce(attenuate, macaroon));
      const candidate = matcher.match(`pypi-${copy.subarray(0, copy.length - cut).toString("base64url")}`);
      if (cut > 24) {
        expect(candidate).toBeNull();
        return;
      }
      const proof =
        candidate && pypi.prove(candidate, { kind: "root_key", key: new Secret(rootKey), caveats: macaroon.caveats.map(({ id }) => id) });
      const detail = cut > 0 ? "truncated" : added.length > 0 ? "attenuated" : "exact";
      expect(proof).toMatchObject({ genuine: true, detail });
    }),
  );
});

test("no text makes the matcher throw, and what it finds lies in the text", () => {
  const soup = fc.array(
    fc.oneof(
      around,
      token.map(({ text }) => text),
      token.map(({ text }) => text.slice(0, 90)),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(soup, (parts) => {
      const text = parts.join("");
      for (const { start, end } of matcher.matchAll(text)) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 500 },
  );
});

test("no caveat makes the facts or the evaluation throw; the facts stay short and their dates printable", () => {
  const number = fc.oneof(
    fc.double().map(String),
    fc.bigInt().map(String),
    fc.integer().map(String),
    fc.constantFrom("1e999", "-1e999", "1e16"),
  );
  const caveat = fc.oneof(
    fc.tuple(number, number).map(([expires, start]) => `[0,${expires},${start}]`),
    fc.json().map((json) => `[${json},${json}]`),
    fc.json(),
    fc.tuple(fc.nat(5), fc.json()).map(([tag, json]) => `[${tag},${json}]`),
    fc.tuple(fc.constantFrom("exp", "permissions", "project_ids"), fc.json()).map(([name, json]) => `{"${name}":${json},"nbf":1}`),
    fc.string({ unit: "binary" }),
  );
  const bytes = fc.oneof(
    caveat.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 50 }).map((array) => Buffer.from(array)),
  );
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 40 }), (ids) => {
      const caveats = ids.map((id) => ({ id, vid: null, location: null }));
      const facts = copyFacts(caveats);
      expect(facts.expiresAt?.toISOString() ?? "1970").toMatch(/^\d{4}/u);
      expect(facts.caveats.length).toBeLessThanOrEqual(31);
      for (const { text } of facts.caveats) expect(text.length).toBeLessThanOrEqual(200);
      expect(evaluate(caveats, new Date()).active).toBeTypeOf("boolean");
    }),
    { numRuns: 1_000 },
  );
});
