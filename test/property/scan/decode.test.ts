import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadFormats } from "../../../src/formats/registry.ts";
import { DecodingStream, type Window } from "../../../src/scan/decode/stream.ts";
import { createScanner, type Found } from "../../../src/scan/scanner.ts";
import { brokenCases, encodedCases, wide } from "../../fixtures/scan/encoded.ts";

const formats = (await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "localhost" })).filter(({ id }) => id !== "secret_token_uri");
const engine = createScanner({ formats, decode: false });
const isSelfDelimiting = (id: string): boolean => formats.find((format) => format.id === id)?.selfDelimiting === true;

/** Long enough for every stretch below. */
const AFTER = 8_192;

const ENCODED = formats.flatMap((format) => {
  const token = format.example();
  const cases = [...encodedCases(token), ...(isSelfDelimiting(format.id) && token.length > 100 ? brokenCases(token) : [])];
  return [...cases, ...cases.slice(0, 4).map(wide)].map(({ bytes }) => bytes);
});

/** Tokens in all encodings, between all that could lead a decoder astray. */
const files = fc
  .array(
    fc.oneof(
      fc.constantFrom(...ENCODED),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc
        .string({
          unit: fc.constantFrom(
            "%2",
            "5",
            "D",
            "\\",
            "u00",
            "=",
            "\n",
            "\r\n",
            '"',
            "+",
            "&#",
            ";",
            "A",
            "pypi-",
            "ghp_",
            " ",
            "/",
            "\0",
            "> ",
          ),
          maxLength: 400,
        })
        .map((text) => Buffer.from(text)),
      fc.base64String({ maxLength: 400 }).map((text) => Buffer.from(text)),
    ),
    { maxLength: 12 },
  )
  // UTF-16 stands at even offsets.
  .map((parts) => Buffer.concat(parts.map((part) => (part.length % 2 === 0 ? part : Buffer.concat([part, Buffer.from("\n")])))));

const sizes = fc.constantFrom(1, 7, 64, 4_096);

function scan(bytes: Buffer, chunk: number, window: Window): readonly unknown[] {
  const stream = new DecodingStream({ engine, isSelfDelimiting, allow: undefined, window });
  const found: Found[] = [];
  for (let at = 0; at < bytes.length; at += chunk) found.push(...stream.push(bytes.subarray(at, at + chunk)));
  found.push(...stream.end());
  return found.map(({ token, ...rest }) => ({ ...rest, token: token.reveal("compare") }));
}

describe("what is found does not depend on", () => {
  const whole: Window = { before: 64, size: 2 ** 20, after: AFTER };

  test("how the file is cut into chunks", () => {
    fc.assert(
      fc.property(files, sizes, (bytes, size) => {
        const small: Window = { before: 64, size: 1_024, after: AFTER };
        expect(scan(bytes, size, small)).toEqual(scan(bytes, bytes.length + 1, small));
      }),
      { numRuns: 60 },
    );
  });

  test("where the windows lie", () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 128, max: 2_048 }), (bytes, half) => {
        expect(scan(bytes, 4_096, { before: 64, size: 2 * half, after: AFTER })).toEqual(scan(bytes, 4_096, whole));
      }),
      { numRuns: 60 },
    );
  });
});

test("findings come in order, and none twice", () => {
  fc.assert(
    fc.property(files, (bytes) => {
      const found = scan(bytes, 4_096, { before: 64, size: 1_024, after: AFTER }) as { start: number; end: number; token: string }[];
      expect(found).toEqual(found.toSorted((a, b) => a.start - b.start));
      const keys = found.map(({ end, start, token }) => `${start} ${end} ${token}`);
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 60 },
  );
});
