import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";
import type { Finding, Summary } from "../../../src/scan/finding.ts";
import { sarifPrinter } from "../../../src/scan/output/sarif.ts";

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly {
      readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
    }[];
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
  }[];
}

// The published schema of SARIF 2.1.0 (revision rtm.5), without its prose.
const schema = JSON.parse(readFileSync(new URL("../../fixtures/scan/sarif-2.1.0.schema.json", import.meta.url), "utf8")) as object;
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const isSarif = ajv.compile(schema);

const CANARY = "tokenward-AgEIdG9rZW53YXJkAiQ";
const formats = [
  { id: "tokenward", title: "Tokenward API token" },
  { id: "pypi", title: "PyPI API token" },
];

const path = fc.oneof(fc.constantFrom("a/b.py", "/abs/ü ö.txt", "<stdin>", "a:b#c?d%e", "line\nbreak"), fc.string({ minLength: 1 }));
const finding = fc.record({
  format: fc.constantFrom("tokenward", "pypi", "gone"),
  path,
  line: fc.integer({ min: 1, max: 1e6 }),
  column: fc.integer({ min: 1, max: 1e6 }),
  start: fc.nat(),
  end: fc.nat(),
  via: fc.array(fc.constantFrom("base64", "utf-16-le")),
  member: fc.option(fc.string()),
  object: fc.constant(null),
  commit: fc.option(fc.constant("9fceb02d0ae598e95dc970b74767f19372d61af8")),
  fingerprint: fc.constant("f".repeat(64)),
  redacted: fc.constant("tokenward-AgEI…1xQ"),
  token: fc.constant(new Secret(CANARY)),
});
const summary = fc.record({
  scanned: fc.constant({ files: 1, bytes: 2 }),
  skipped: fc.array(fc.record({ path, member: fc.option(fc.string()), reason: fc.string(), failed: fc.boolean() })),
  interrupted: fc.boolean(),
});

function print(findings: readonly Finding[], end: Summary): string {
  const printer = sarifPrinter({ version: "1.2.3", formats });
  return printer.begin + findings.map((one, index) => printer.finding(one, index)).join("") + printer.end(end);
}

test("every report is valid by the schema of SARIF 2.1.0, and holds no token", () => {
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 5 }), summary, (findings, end) => {
      const text = print(
        findings.map(({ end: length, ...one }) => ({ ...one, end: one.start + length })),
        end,
      );
      expect(isSarif(JSON.parse(text)) || isSarif.errors).toBe(true);
      expect(text).not.toContain(CANARY);
    }),
  );
});

test("the schema refuses what is not SARIF", () => {
  expect(isSarif({ version: "2.1.0", runs: [{ results: [] }] })).toBe(false);
});

test("a scan that is not complete does not count as a success", () => {
  const successful = (end: Partial<Summary>): unknown => {
    const whole = { scanned: { files: 0, bytes: 0 }, skipped: [], interrupted: false, ...end };
    return (JSON.parse(print([], whole)) as Sarif).runs[0]?.invocations[0]?.executionSuccessful;
  };
  const skip = { path: "a", member: null, reason: "permission denied" };
  expect(successful({})).toBe(true);
  expect(successful({ skipped: [{ ...skip, failed: false }] })).toBe(true);
  expect(successful({ skipped: [{ ...skip, failed: true }] })).toBe(false);
  expect(successful({ interrupted: true })).toBe(false);
});
