import { describe, expect, test } from "vitest";
import { declaredFormat } from "../../../src/formats/declared/declared.ts";
import { macaroonFormat } from "../../../src/formats/macaroon/format.ts";
import { createScanner } from "../../../src/scan/scanner.ts";

const PYPI = macaroonFormat({ id: "pypi", title: "PyPI API token", prefix: "pypi-", location: "pypi.org" });
const scanner = createScanner({ formats: [PYPI], decode: false, allow: "tokenward:allow" });

test("a token is told with its exact bytes, line and column", () => {
  const token = PYPI.example();
  const found = scanner.scan(Buffer.from(`é = 1\nkey = ${token}AAA\n`));
  expect(found).toMatchObject([{ format: "pypi", start: 13, end: 13 + token.length, line: 2, column: 7, via: [], member: null }]);
  expect(found[0]?.token.reveal("compare")).toBe(token);
});

test.each([
  ["utf-16-le", "utf16le"],
  ["utf-16-be", "be"],
])("a token in %s is found, and its span holds both bytes of every character", (via, encoding) => {
  const token = PYPI.example();
  const little = Buffer.from(`a="${token}"\r\n`, "utf16le");
  const bytes = encoding === "be" ? Buffer.from(little).swap16() : little;
  expect(scanner.scan(bytes)).toMatchObject([{ start: 6, end: 6 + 2 * token.length, via: [via] }]);
});

describe.each(["wasm", "plain"] as const)("of UTF-16, the engine %s", (engine) => {
  const corp = declaredFormat({ id: "corp", kind: "pattern", prefix: "corp_", alphabet: "0-9a-f", length: [16, 20] });
  const wide = createScanner({ formats: [PYPI, corp], decode: false, engine });
  const token = "corp_0123456789abcdef";

  // Half of 鍵 is a "u", half of 慡 an "a" twice.
  test.each(["鍵", "慡"])("takes no half of a character for a letter beside a token: %s", (beside) => {
    const little = Buffer.from(`${beside}${token}${beside}`, "utf16le");
    const span = { start: 2, end: 2 + 2 * token.length };
    expect(wide.scan(little)).toMatchObject([{ ...span, via: ["utf-16-le"] }]);
    expect(wide.scan(Buffer.from(little).swap16())).toMatchObject([{ ...span, via: ["utf-16-be"] }]);
  });

  test("tells the order of bytes by what stands beside a token in something that is no text, wherever it begins there", () => {
    for (const text of [token, PYPI.example()]) {
      const little = Buffer.from(text, "utf16le");
      for (const at of [2, 3]) {
        const within = (bytes: Buffer): Buffer => Buffer.concat([Buffer.alloc(at, 0xff), bytes, Buffer.alloc(2, 0xff)]);
        const span = { start: at, end: at + little.length };
        expect(wide.scan(within(little))).toMatchObject([{ ...span, via: ["utf-16-le"] }]);
        expect(wide.scan(within(Buffer.from(little).swap16()))).toMatchObject([{ ...span, via: ["utf-16-be"] }]);
      }
    }
  });
});

test("a comment behind it on its line allows a token", () => {
  const token = PYPI.example();
  expect(scanner.scan(Buffer.from(`${token} # tokenward:allow\n`))).toEqual([]);
  expect(scanner.scan(Buffer.from(`${token}\n# tokenward:allow\n`))).toHaveLength(1);
});
