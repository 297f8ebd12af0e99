import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Declaration } from "../../../src/formats/declared/declaration.ts";
import type { Format } from "../../../src/formats/format.ts";
import { loadFormats } from "../../../src/formats/registry.ts";
import { loosest } from "../../../src/formats/shape.ts";
import { startScan } from "../../../src/scan/scan.ts";
import { createScanner, type Found, type Scanner, type ScanStream } from "../../../src/scan/scanner.ts";
import { capacityFor } from "../../../src/scan/wasm/stream.ts";
import { type LocalOptions, localHand } from "../../../src/scan/work/local.ts";
import { temporaryFolder } from "../../helpers/folder.ts";

const ALLOW = "tokenward:allow";
const DECLARED: readonly Declaration[] = [
  { id: "bare", kind: "macaroon", prefix: "", location: "bare.test" },
  { id: "any", kind: "macaroon", prefix: "any_", location: "any.test", identifier: "any" },
  { id: "short", kind: "pattern", prefix: "s~t", pattern: "[0-9]{4}-[0-9a-f]{4}" },
  { id: "dotted", kind: "pattern", prefix: "d.t.", alphabet: "0-9a-f", length: [24, 60] },
];
const ALL = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "localhost", configured: DECLARED });
const byId = (...ids: string[]): Format[] => ALL.filter(({ id }) => ids.includes(id));

/** Sets of formats that take different ways through the fast engine. */
const SETS: readonly (readonly [string, readonly Format[]])[] = [
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

function soup(formats: readonly Format[]): fc.Arbitrary<Buffer> {
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

const plainly = (found: readonly Found[]): object[] => found.map(({ token, ...rest }) => ({ ...rest, token: token.reveal("compare") }));

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
