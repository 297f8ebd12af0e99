import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { declaredFormat } from "../../../src/formats/declared/declared.ts";
import type { Format } from "../../../src/formats/format.ts";
import { loosest } from "../../../src/formats/shape.ts";
import { startScan } from "../../../src/scan/scan.ts";
import { createScanner, type Found, type Scanner, type ScanStream } from "../../../src/scan/scanner.ts";
import { capacityFor } from "../../../src/scan/wasm/stream.ts";
import { type LocalOptions, localHand } from "../../../src/scan/work/local.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { ALLOW, byId, plainly, SETS, soup } from "../../helpers/scan/soup.ts";

function pushed(stream: ScanStream, bytes: Buffer, size: number): Found[] {
  const found: Found[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    // The chunk is not kept: whoever gave it may use it again.
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    found.push(...stream.push(chunk));
    chunk.fill(0x20);
  }
  return [...found, ...stream.end()];
}

test.each(SETS)("the fast engine finds what the reference finds: %s", (_, formats) => {
  const options = { formats, decode: false, allow: ALLOW };
  const fast = createScanner({ ...options, engine: "wasm" });
  const plain = createScanner({ ...options, engine: "plain" });
  fc.assert(
    fc.property(soup(formats), fc.constantFrom(1, 7, 64, 4_096, 2 ** 20), (bytes, size) => {
      const expected = plainly(plain.scan(bytes));
      expect(plainly(fast.scan(bytes))).toEqual(expected);
      expect(plainly(pushed(fast.open(), bytes, size))).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

test("the fast engine finds what the reference finds, however long the shortest run is, and wherever it stands", () => {
  const ofLength = (least: number): Format[] => [
    declaredFormat({ id: "word", kind: "pattern", prefix: "wrd", alphabet: "0-9A-Za-z_-", length: [least, 90] }),
    declaredFormat({ id: "hex", kind: "pattern", prefix: "hx_", alphabet: "0-9a-f", length: [least, least] }),
  ];
  const gap = fc.stringMatching(/^[ -~\n]{0,300}$/u);
  fc.assert(
    fc.property(
      fc.integer({ min: 8, max: 48 }).map(ofLength),
      fc.array(gap, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      (formats, gaps, isWide) => {
        const text = gaps.map((before, index) => before + formats[index % 2]!.example().slice(0, index === 3 ? -1 : undefined)).join("");
        const bytes = Buffer.from(text, isWide ? "utf16le" : "latin1");
        const [fast, plain] = (["wasm", "plain"] as const).map((engine) => createScanner({ formats, decode: false, engine }));
        expect(plainly(fast!.scan(bytes))).toEqual(plainly(plain!.scan(bytes)));
      },
    ),
    { numRuns: 300 },
  );
});

test("the fast engine finds what the reference finds, whatever stands behind a prefix and however long it is", () => {
  const formats = [
    declaredFormat({ id: "hex", kind: "pattern", prefix: "pre_", alphabet: "0-9a-f", length: [20, 24] }),
    declaredFormat({ id: "more", kind: "pattern", prefix: "pre_", alphabet: "0-9A-Za-z", length: [26, 28] }),
    declaredFormat({ id: "url", kind: "pattern", prefix: "url_", alphabet: "0-9A-Za-z_-", length: [26, 28] }),
    declaredFormat({ id: "own", kind: "pattern", prefix: "own_", alphabet: "0-9A-Za-z", length: [20, 24] }),
    declaredFormat({ id: "parts", kind: "pattern", prefix: "part", pattern: "[0-9a-f]{20,24}[g-z]{2}" }),
    declaredFormat({ id: "maybe", kind: "pattern", prefix: "mayb", pattern: "[0-9]{22}x?[0-9a-f]{3}" }),
    declaredFormat({ id: "gone", kind: "pattern", prefix: "gone", pattern: "[0-9]{20,22}-?" }),
    declaredFormat({ id: "sealed", kind: "crc32-base62", prefixes: ["seal_", "seal_more_"], length: 20 }),
  ];
  const [fast, plain] = (["wasm", "plain"] as const).map((engine) => createScanner({ formats, decode: false, engine }));
  const prefix = fc.constantFrom(...formats.flatMap(({ prefixes }) => prefixes));
  const run = fc.oneof(
    fc.stringMatching(/^[0-9]{18,26}$/u),
    fc.stringMatching(/^[0-9a-f]{18,26}$/u),
    fc.stringMatching(/^[0-9A-Za-z]{18,26}$/u),
    fc.stringMatching(/^[0-9A-Za-z_-]{24,30}$/u),
    fc.constantFrom(...formats).map((format) => format.example().slice(4)),
  );
  const behind = fc.constantFrom("", " ", "\n", "_", "-", "x", "gg", "0", ".", "é", "\0", "xyz", "0abc");
  const texts = fc.array(fc.tuple(prefix, run, behind), { minLength: 1, maxLength: 8 }).map((parts) => parts.flat().join(""));
  fc.assert(
    fc.property(texts, fc.boolean(), fc.constantFrom(1, 7, 64, 2 ** 20), (text, isWide, size) => {
      const bytes = Buffer.from(text, isWide ? "utf16le" : "latin1");
      const expected = plainly(plain!.scan(bytes));
      expect(plainly(fast!.scan(bytes))).toEqual(expected);
      expect(plainly(pushed(fast!.open(), bytes, size))).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

test.each(SETS)("nothing is lost or found twice where the buffer ends: %s", (_, formats) => {
  const options = { formats, decode: false, allow: ALLOW };
  const fast = createScanner({ ...options, engine: "wasm" });
  const plain = createScanner({ ...options, engine: "plain" });
  const capacity = capacityFor(loosest(formats.map(({ shape }) => shape)).reach);
  const filler = fc.constantFrom(" ", "\n", "a", "a b\n", "a\0", "\0a", "é");
  fc.assert(
    fc.property(soup(formats), soup(formats), fc.nat(600), filler, fc.nat(3_000), (before, across, shift, fill, rest) => {
      const head = Buffer.alloc(capacity - shift, fill, "latin1");
      const bytes = Buffer.concat([before, head.subarray(before.length), across, Buffer.alloc(rest, fill, "latin1"), across]);
      const expected = plainly(plain.scan(bytes));
      expect(plainly(fast.scan(bytes))).toEqual(expected);
      expect(plainly(pushed(fast.open(), bytes, 100_003))).toEqual(expected);
    }),
    { numRuns: 6 },
  );
});

interface Way {
  readonly helpers: number;
  readonly part: number;
}

/** A file scanned in parts of about this size, by so many hands. */
async function inParts(file: string, size: number, scanner: Scanner, { helpers, part }: Way): Promise<object[]> {
  const options: LocalOptions = { scanner, archives: false, repository: null, signal: new AbortController().signal };
  const { findings } = startScan(
    { kind: "files", entries: [{ file, size }] },
    { ...options, fingerprint: () => "", helpers, startHelper: () => localHand(options), parts: { part, least: 0 } },
  );
  const found: object[] = [];
  for await (const some of findings) {
    for (const { column, end, format, line, member, redacted, start, token, via } of some) {
      found.push({ format, start, end, line, column, token: token.reveal("compare"), redacted, via, member });
    }
  }
  return found;
}

test.each(SETS)("a file is found the same in whatever parts, by however many hands: %s", async (_, formats) => {
  const options = { formats, decode: false, allow: ALLOW };
  const fast = createScanner({ ...options, engine: "wasm" });
  const plain = createScanner({ ...options, engine: "plain" });
  const file = join(await temporaryFolder(), "file");
  const lines = fc
    .array(soup(formats), { minLength: 2, maxLength: 5 })
    .map((texts) => Buffer.concat(texts.flatMap((text) => [text, Buffer.from("\n")])));
  const way = fc.record({ helpers: fc.integer({ min: 1, max: 3 }), part: fc.constantFrom(1, 7, 64, 500, 4_096) });
  await fc.assert(
    fc.asyncProperty(lines, way, async (bytes, chosen) => {
      writeFileSync(file, bytes);
      expect(await inParts(file, bytes.length, fast, chosen)).toEqual(plainly(plain.scan(bytes)));
    }),
    { numRuns: 40 },
  );
});

// So much is found that it is handed on while the file is still read.
test.each([
  [0, 2 ** 30],
  [0, 2 ** 20],
  [2, 2 ** 20],
])("a file of nothing but tokens is told whole and in order, with its lines: %i helpers, parts of %i bytes", async (helpers, part) => {
  const [format] = byId("npm");
  const scanner = createScanner({ formats: [format!], decode: false });
  const file = join(await temporaryFolder(), "tokens");
  const bytes = Buffer.from(
    Array.from({ length: 40 }, () => `${format!.example()}\n\n`)
      .join("")
      .repeat(1_500),
  );
  writeFileSync(file, bytes);
  const expected = plainly(scanner.scan(bytes));
  expect(expected).toHaveLength(60_000);
  // Compared one by one, sixty thousand take minutes.
  expect(JSON.stringify(await inParts(file, bytes.length, scanner, { helpers, part }))).toBe(JSON.stringify(inOrderOf(expected)));
});

/** With the fields in the order of `inParts`. */
function inOrderOf(found: readonly object[]): object[] {
  return (found as Record<string, unknown>[]).map(({ column, end, format, line, member, redacted, start, token, via }) => {
    return { format, start, end, line, column, token, redacted, via, member };
  });
}
