import { expect, test } from "vitest";
import { loadFormats } from "../../../src/formats/registry.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { PUBLISHED } from "../../fixtures/scan/published.ts";

const formats = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "localhost" });
const scanner = createScanner({ formats, decode: false });

test.each(PUBLISHED)("what $scanner publishes is told as $format: $because", ({ format, token }) => {
  const text = token.join("");
  const found = scanner.scan(Buffer.from(`key = "${text}"\n`)).map((one) => [one.format, one.token.reveal("compare")]);
  expect(found).toEqual(format === null ? [] : [[format, text]]);
});
