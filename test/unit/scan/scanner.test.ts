import { expect, test } from "vitest";
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

test("a comment behind it on its line allows a token", () => {
  const token = PYPI.example();
  expect(scanner.scan(Buffer.from(`${token} # tokenward:allow\n`))).toEqual([]);
  expect(scanner.scan(Buffer.from(`${token}\n# tokenward:allow\n`))).toHaveLength(1);
});
