import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Format } from "../../src/formats/format.ts";
import { createMatcher } from "../../src/formats/matcher.ts";
import { loadFormats } from "../../src/formats/registry.ts";
import { Secret } from "../../src/kernel/secret.ts";
import { DEFAULT_NEAR_MISSES, NEAR_MISSES } from "./formats/near-misses.ts";

const known = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "packages.example" });
const formats = await loadFormats({
  tokenPrefix: "tokenward",
  tokenLocation: "packages.example",
  configured: [
    { id: "declared_macaroon", kind: "macaroon", prefix: "acme-", location: "packages.acme.example" },
    { id: "declared_bare", kind: "macaroon", prefix: "", location: "bare.acme.example" },
    { id: "declared_checksum", kind: "crc32-base62", prefixes: ["acp_", "acs_"], length: 30 },
    { id: "declared_run", kind: "pattern", prefix: "corp_", alphabet: "0-9a-f", length: [40, 64] },
    { id: "declared_parts", kind: "pattern", prefix: "xacme-", pattern: "[0-9]{10,12}-[0-9A-Za-z]{24}" },
  ],
});
const matcher = createMatcher(formats);

const KIB = 1024;
/** Sixteen times the text may take sixteen times as long; a quadratic format takes 256 times. The rest is for noise. */
const MAX_RATIO = 64;

test("every built-in format that is promised is there", () => {
  expect(Object.keys(NEAR_MISSES).filter((id) => !id.startsWith("declared_"))).toEqual(expect.arrayContaining(known.map(({ id }) => id)));
});

test("ids are unique and made of small letters, digits and underscores", () => {
  const ids = formats.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9_]*$/u);
});

/** What stands around tokens in files, addresses, headers and messages. */
const SURROUNDINGS: Readonly<Record<string, readonly [before: string, after: string]>> = {
  nothing: ["", ""],
  words: ["token: ", " and more"],
  quotes: ['"', '"'],
  "single quotes": ["x = '", "';"],
  backticks: ["`", "`"],
  lines: ["\n", "\n"],
  "an escaped newline before and after": ['{"log":"first\\n', '\\nlast"}'],
  brackets: ["(", ")."],
  "angle brackets": ["<", ">"],
  "a full stop": ["see ", "."],
  "a list": ["", ", and"],
  "a header": ["Authorization: Bearer ", "\r\n"],
  "a URL's user": ["https://x:", "@host.example/path"],
  "an assignment": ["TOKEN=", "\n"],
  "a percent-encoded colon before": ["user%3A", " "],
  "a letter of another script": ["", "é"],
  "JSON of one line": ['{"token":"', '","next":1}'],
  XML: ["<token>", "</token>"],
};

const hasPchar = new Set(["secret_token_uri"]);

describe.each(formats.map((format) => [format.id, format] as const))("%s", (id, format) => {
  test("says what it is and where its tokens start", () => {
    expect(format.title).not.toBe("");
    expect(format.prefixes.length).toBeGreaterThan(0);
    for (const prefix of format.prefixes) expect(prefix.length).toBeGreaterThanOrEqual(3);
  });

  test("tells facts of its tokens that are no stretch of the token itself", () => {
    for (const example of Array.from({ length: 20 }, () => format.example())) {
      const candidate = format.read(example, 0)!;
      for (const { name, text } of format.facts?.(candidate, example) ?? []) {
        expect(name).not.toBe("");
        if (text.length >= 8) expect(example).not.toContain(text);
      }
    }
  });

  test("makes another example at every call, and every one starts with a prefix", () => {
    const examples = Array.from({ length: 10 }, () => format.example());
    expect(new Set(examples).size).toBe(10);
    for (const example of examples) expect(format.prefixes.some((prefix) => example.startsWith(prefix))).toBe(true);
  });

  test("makes tokens of the shape it promises", () => {
    const { reach, run, shortest } = format.shape;
    for (let i = 0; i < 10; i++) {
      const example = format.example();
      expect(example.length).toBeGreaterThanOrEqual(shortest);
      expect(example.length).toBeLessThanOrEqual(reach);
      const runs = run?.alphabet === "base64" ? /[0-9A-Za-z_+/-]+/gu : /[0-9A-Za-z_-]+/gu;
      expect(Math.max(...Array.from(example.matchAll(runs), ([one]) => one.length))).toBeGreaterThanOrEqual(run?.length ?? 1);
    }
  });

  test("has behind its prefixes what it promises", () => {
    for (let i = 0; i < 20; i++) {
      const example = format.example();
      for (const prefix of format.prefixes.filter((one) => example.startsWith(one))) {
        const stretch = format.behind?.(prefix) ?? null;
        // Of those that are built like others, all readings are compared: test/property/scan/outlines.test.ts.
        if (stretch === null || "outline" in stretch) continue;
        const others = Array.from(example.slice(prefix.length)).findIndex((character) => !stretch.chars.includes(character));
        const length = others < 0 ? example.length - prefix.length : others;
        expect(length).toBeGreaterThanOrEqual(stretch.min);
        expect(length).toBeLessThanOrEqual(stretch.max ?? length);
      }
    }
  });

  test.each(Object.entries(SURROUNDINGS))("reads its own examples exactly, among all formats, in %s", (_what, [before, after]) => {
    // A colon and what follows may be part of such a URI; it is what stands in front that makes them so.
    if (hasPchar.has(id) && after.startsWith("@")) return;
    for (let i = 0; i < 5; i++) {
      const example = format.example();
      const [found, ...more] = matcher.matchAll(before + example + after);
      expect(more).toEqual([]);
      expect(found).toMatchObject({ format: id, start: before.length, end: before.length + example.length, wholeness: "exact" });
      expect(found?.text.reveal("conformance")).toBe(example);
      expect(matcher.match(before + example + after)?.text.reveal("conformance")).toBe(example);
      expect(format.read(example, 0)).toEqual(found && { ...found, start: 0, end: example.length });
    }
  });

  test("finds its token in an address whose every special character is encoded", () => {
    const example = format.example();
    const address = `https://host.example/?u=%C3%A4&token=${encodeURIComponent(example)}`;
    expect(matcher.match(address)?.text.reveal("conformance")).toBe(example);
  });

  test.each(NEAR_MISSES[id] ?? DEFAULT_NEAR_MISSES)("does not take for a token: %s", (_what, make) => {
    for (let i = 0; i < 20; i++) {
      const text = make(format.example());
      expect(matcher.matchAll(text).filter((found) => found.format === id && found.wholeness !== "truncated")).toEqual([]);
    }
  });

  test("redacts: little is shown, nothing of it is found again, and no printer shows more", () => {
    for (let i = 0; i < 20; i++) {
      const example = format.example();
      const candidate = format.read(example, 0);
      expect(candidate?.redacted).toContain("…");
      const shown = candidate?.redacted ?? example;
      expect(example.length - shown.length).toBeGreaterThanOrEqual(16);
      expect(matcher.matchAll(shown)).toEqual([]);
      expect(JSON.stringify({ ...candidate, lookup: null, redacted: null })).not.toContain(example.slice(-12));
    }
  });

  test("a candidate is not genuine under anyone else's key, and no key makes the proof throw", async () => {
    const candidate = format.read(format.example(), 0)!;
    for (const bytes of [randomBytes(32), Buffer.alloc(32), Buffer.alloc(0), randomBytes(100_000)]) {
      const key = new Secret(bytes);
      expect(await format.prove(candidate, { kind: "root_key", key, caveats: [] })).toEqual({ genuine: false });
      expect(await format.prove(candidate, { kind: "hash", digest: bytes, key: null })).toEqual({ genuine: false });
      expect(await format.prove(candidate, { kind: "hash", digest: bytes, key })).toEqual({ genuine: false });
      const jwk = { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url") };
      expect(await format.prove(candidate, { kind: "jwks", keys: { keys: [jwk] } })).toEqual({ genuine: false });
    }
  });

  test("a candidate is genuine where the issuer keeps its hash", async () => {
    const { text, ...candidate } = format.read(format.example(), 0)!;
    const digest = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(text.reveal("conformance"))));
    expect(await format.prove({ text, ...candidate }, { kind: "hash", digest, key: null })).toMatchObject({
      genuine: true,
      detail: "exact",
    });
  });

  test("never throws, whatever follows its prefix or is done to its token", async () => {
    const prefix = fc.constantFrom(...format.prefixes);
    const tail = fc.oneof(fc.string({ unit: "binary" }), fc.base64String(), fc.stringMatching(/^[\w-]{0,200}$/u));
    const damaged = fc.tuple(fc.nat(300), fc.nat(20), fc.string({ maxLength: 20 })).map(([at, cut, insert]) => {
      const example = format.example();
      return example.slice(0, at) + insert + example.slice(at + cut);
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.tuple(prefix, tail).map(([head, rest]) => head + rest),
          damaged,
        ),
        async (text) => {
          const candidate = format.read(text, 0);
          if (candidate === null) return;
          expect(candidate).toMatchObject({ format: id, start: 0 });
          expect(candidate.end).toBeLessThanOrEqual(text.length);
          const credential = { kind: "root_key", key: new Secret(randomBytes(32)), caveats: [] } as const;
          expect(await format.prove(candidate, credential)).toEqual({ genuine: false });
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each(hostileTexts(format))("takes time in proportion to the text: %s", (_what, start, unit) => {
    const text = (size: number) => (start + unit.repeat(Math.ceil(size / unit.length))).slice(0, size);
    // What is not linear is so every time (256 times as long); noise is not. Below a millisecond there is nothing but noise.
    const ratio = (): number => timeOf(text(KIB * KIB)) / Math.max(timeOf(text(64 * KIB)), 1);
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].some(() => ratio() < MAX_RATIO)).toBe(true);
  });
});

function hostileTexts(format: Format): [what: string, start: string, unit: string][] {
  const example = format.example();
  const half = example.slice(0, example.length >> 1);
  const cut = example.slice(0, -1);
  const [first = ""] = format.prefixes;
  return [
    ["its first prefix over and over", "", first],
    ["all its prefixes over and over", "", format.prefixes.join("")],
    ["its prefix and a soft break over and over", "", `${first}\n`],
    ["its token over and over", "", example],
    ["its token cut by its last character over and over", "", cut],
    ["its token cut in the middle over and over", "", half],
    ["its token broken after every character", "", example.split("").join("\n")],
    ["one endless run", first, "A"],
    ["one endless run behind a cut token", cut, "_"],
    ["its prefix and a dot over and over", "", `${first}.`],
    ["its prefix and a percent sign over and over", "", `${first}%41`],
    ["endless words", half, "a "],
    ["endless blanks", cut, " "],
    ["endless indented lines", cut, "\n>"],
  ];
}

/** Milliseconds of processor time: what else the machine does is not counted. */
function timeOf(text: string): number {
  const start = process.cpuUsage();
  matcher.matchAll(text);
  const { system, user } = process.cpuUsage(start);
  return (system + user) / 1_000;
}
