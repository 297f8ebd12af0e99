import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMatcher } from "../../src/formats/matcher.ts";
import { loadFormats } from "../../src/formats/registry.ts";
import { Secret } from "../../src/kernel/secret.ts";

const formats = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "packages.example" });
const matcher = createMatcher(formats);

const KIB = 1024;
/** Sixteen times the text may take sixteen times as long; a quadratic format takes 256 times. The rest is for noise. */
const MAX_RATIO = 64;

test("ids are unique and made of small letters, digits and underscores", () => {
  const ids = formats.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9_]*$/u);
});

describe.each(formats.map((format) => [format.id, format] as const))("%s", (id, format) => {
  test("says what it is and where its tokens start", () => {
    expect(format.title).not.toBe("");
    expect(format.issuer).not.toBe("");
    expect(format.prefixes.length).toBeGreaterThan(0);
    for (const prefix of format.prefixes) expect(prefix.length).toBeGreaterThanOrEqual(3);
  });

  test("makes another example at every call, and every one starts with a prefix", () => {
    const examples = Array.from({ length: 10 }, () => format.example());
    expect(new Set(examples).size).toBe(10);
    for (const example of examples) expect(format.prefixes.some((prefix) => example.startsWith(prefix))).toBe(true);
  });

  test("reads its own examples exactly, among all formats, between words and in quotes", () => {
    for (const [before, after] of [
      ["", ""],
      ["token: ", " and more"],
      ['"', '"'],
      ["\n", "\n"],
    ] as const) {
      const example = format.example();
      const [found, ...more] = matcher.matchAll(before + example + after);
      expect(more).toEqual([]);
      expect(found).toMatchObject({ format: id, start: before.length, end: before.length + example.length, wholeness: "exact" });
      expect(found?.text.reveal("conformance")).toBe(example);
      expect(format.read(example, 0)).toEqual(found && { ...found, start: 0, end: example.length });
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

  test("a candidate is not genuine under anyone else's key, and no key makes the proof throw", () => {
    const candidate = format.read(format.example(), 0);
    for (const key of [randomBytes(32), Buffer.alloc(32), Buffer.alloc(0), randomBytes(100_000)]) {
      expect(candidate && format.prove(candidate, { key: new Secret(key), caveats: [] })).toEqual({ genuine: false });
    }
  });

  test("never throws, whatever follows its prefix or is done to its token", () => {
    const prefix = fc.constantFrom(...format.prefixes);
    const tail = fc.oneof(fc.string({ unit: "binary" }), fc.base64String(), fc.stringMatching(/^[\w-]{0,200}$/u));
    const damaged = fc.tuple(fc.nat(300), fc.nat(20), fc.string({ maxLength: 20 })).map(([at, cut, insert]) => {
      const example = format.example();
      return example.slice(0, at) + insert + example.slice(at + cut);
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(prefix, tail).map(([head, rest]) => head + rest),
          damaged,
        ),
        (text) => {
          const candidate = format.read(text, 0);
          if (candidate === null) return;
          expect(candidate).toMatchObject({ format: id, start: 0 });
          expect(candidate.end).toBeLessThanOrEqual(text.length);
          expect(format.prove(candidate, { key: new Secret(randomBytes(32)), caveats: [] })).toEqual({ genuine: false });
        },
      ),
      { numRuns: 300 },
    );
  });

  const example = format.example();
  const hostile: [what: string, unit: string][] = [
    ...format.prefixes.map((prefix): [string, string] => [`its prefix ${prefix} over and over`, prefix]),
    ...format.prefixes.map((prefix): [string, string] => [`its prefix ${prefix} and a soft break over and over`, `${prefix}\n`]),
    ["its token over and over", example],
    ["its token cut by its last character over and over", example.slice(0, -1)],
    ["its token cut in the middle over and over", example.slice(0, example.length >> 1)],
    ["its token broken after every character", example.split("").join("\n")],
  ];
  const endless: [what: string, start: string, unit: string][] = [
    ["one endless run", format.prefixes[0] ?? "", "A"],
    ["one endless run behind a cut token", example.slice(0, -1), "_"],
    ["endless words", example.slice(0, example.length >> 1), "a "],
    ["endless blanks", example.slice(0, -1), " "],
    ["endless indented lines", example.slice(0, -1), "\n>"],
  ];
  test.each([...hostile.map(([what, unit]): [string, string, string] => [what, "", unit]), ...endless])(
    "takes time in proportion to the text: %s",
    (_what, start, unit) => {
      const text = (size: number) => (start + unit.repeat(Math.ceil(size / unit.length))).slice(0, size);
      const small = fastest(text(64 * KIB));
      const large = fastest(text(KIB * KIB));
      // Below a millisecond there is nothing but noise to compare.
      expect(large / Math.max(small, 1)).toBeLessThan(MAX_RATIO);
    },
  );
});

/** Milliseconds of the fastest of three runs. */
function fastest(text: string): number {
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    matcher.matchAll(text);
    return performance.now() - start;
  });
  return Math.min(...times);
}
