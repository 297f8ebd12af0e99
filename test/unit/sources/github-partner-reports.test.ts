import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { AppError } from "../../../src/kernel/errors.ts";
import githubPartner from "../../../src/sources/known/github-partner.ts";
import type { LabelMode } from "../../../src/sources/registry.ts";
import type { Label, ReportSource, SourceAnswer } from "../../../src/sources/source.ts";
import { sourceSettings } from "./support.ts";

const source = createSource("raw");

function createSource(labels: LabelMode): ReportSource {
  return githubPartner(sourceSettings({ labels }));
}

function read(document: unknown): (null | { token: string; type: string; url: string | null; place: string | null })[] {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  return source.parse(Buffer.from(text)).map((report) => report && { ...report, token: report.token.reveal("compare in a test") });
}

test("type, url and source may be missing, or be anything but text", () => {
  const nothing = { token: "t", type: "", url: null, place: null };
  expect(read([{ token: "t" }, { token: "t", type: 1, url: {}, source: [] }, { token: "t", url: "", source: " " }])).toEqual([
    nothing,
    nothing,
    nothing,
  ]);
});

test("an unknown place is kept, and space around a url goes", () => {
  expect(read([{ token: "t", type: "x", url: " https://github.com/a", source: "Carrier_pigeon" }])).toEqual([
    { token: "t", type: "x", url: "https://github.com/a", place: "Carrier_pigeon" },
  ]);
});

test.each([
  ["null", null],
  ["text", "t"],
  ["a number", 1],
  ["a list", ["t"]],
  ["an empty object", {}],
  ["a token that is null", { token: null }],
  ["a token that is a number", { token: 1 }],
  ["a token that is an object", { token: { toString: "t" } }],
  ["an empty token", { token: "" }],
  ["a token of more than 64 KiB", { token: "t".repeat(65_537) }],
])("a record that is %s spoils none of the others", (_name, record) => {
  expect(read([{ token: "a" }, record, { token: "b" }]).map((report) => report?.token ?? null)).toEqual(["a", null, "b"]);
});

test("the token is neither trimmed nor cleaned", () => {
  expect(read([{ token: " t\u0000\u202e\n" }])[0]?.token).toBe(" t\u0000\u202e\n");
});

test("what PostgreSQL refuses or people misread is cleaned from what is stored", () => {
  expect(read('[{"token":"t","url":"https://a/\\u0000\\ud800\\u202e","source":"com\\nmit"}]')).toEqual([
    { token: "t", type: "", url: "https://a/ \uFFFD", place: "com mit" },
  ]);
});

test("long places and urls are cut, and never the token with them", () => {
  const [report] = read([{ token: "t", url: `https://${"a".repeat(9_000)}`, source: "p".repeat(9_000) }]);
  expect([report?.token, report?.url?.length, report?.place?.length]).toEqual(["t", 2_000, 100]);
});

test("nesting of any depth in a field nobody reads is harmless", () => {
  const depth = 200_000;
  expect(read(`[{"token":"t","extra":${"[".repeat(depth)}${"]".repeat(depth)}}]`)).toHaveLength(1);
});

test("__proto__ and doubled keys change nothing but the record they stand in", () => {
  const reports = read('[{"__proto__":{"token":"p","type":"p"}},{"token":"a","token":"b","__proto__":{"polluted":1},"constructor":{}}]');
  expect(reports).toEqual([null, { token: "b", type: "", url: null, place: null }]);
  expect("polluted" in {}).toBe(false);
});

test("an empty list is a delivery without records", () => {
  expect(read([])).toEqual([]);
});

test("100,000 records are read, one more is too many", () => {
  expect(read(`[${"{},".repeat(99_999)}{}]`)).toHaveLength(100_000);
  expect(() => read(`[${"0,".repeat(100_000)}0]`)).toThrow(expect.objectContaining({ code: "too_many_records" }));
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["no JSON", Buffer.from("token=canary")],
  ["an object", Buffer.from('{"token":"canary"}')],
  ["null", Buffer.from("null")],
  ["text", Buffer.from('"canary"')],
  ["JSON with more behind it", Buffer.from('["canary"]x')],
  ["JSON behind a byte order mark", Buffer.from('\uFEFF["canary"]')],
  ["JSON in UTF-16", Buffer.from('["canary"]', "utf16le")],
  ["bytes that are not UTF-8", Buffer.from("5b2263616e617279ff225d", "hex")],
])("a body that is %s is malformed, and the message does not quote it", (_name, body) => {
  expect(() => source.parse(body)).toThrow(
    expect.toSatisfy(
      (error: unknown) => error instanceof AppError && error.code === "malformed_body" && !inspect(error).includes("canary"),
    ),
  );
});

describe("the answer", () => {
  const records = [{ token: "a", type: "T_1" }, null, { token: "b" }, { token: "a", type: " odd\u0000 " }, { token: "c", type: "x" }];
  const labels = ["true_positive", null, "false_positive", "true_positive", null] satisfies Label[];

  function answer(mode: LabelMode, known: readonly Label[] | null): SourceAnswer {
    const other = createSource(mode);
    return other.answer(other.parse(Buffer.from(JSON.stringify(records))), known);
  }

  test("holds one row per labelled record in the order of the request, with the type as it was sent", () => {
    expect(answer("raw", labels)).toEqual({
      status: 200,
      body: [
        { token_raw: "a", token_type: "T_1", label: "true_positive" },
        { token_raw: "b", token_type: "", label: "false_positive" },
        { token_raw: "a", token_type: " odd\u0000 ", label: "true_positive" },
      ],
    });
  });

  test("names tokens by their SHA-256 alone when it should", () => {
    expect(answer("hash", labels).body).toEqual([
      { token_hash: "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", token_type: "T_1", label: "true_positive" },
      { token_hash: "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d", token_type: "", label: "false_positive" },
      { token_hash: "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", token_type: " odd\u0000 ", label: "true_positive" },
    ]);
  });

  test("has no body when labels are off", () => {
    expect(answer("off", labels)).toEqual({ status: 204 });
    expect(answer("off", null)).toEqual({ status: 204 });
  });

  test("is an empty list when the verdicts come too late, or there is nothing to say", () => {
    expect(answer("raw", null)).toEqual({ status: 200, body: [] });
    expect(source.answer([], [])).toEqual({ status: 200, body: [] });
  });
});

test.each([
  ["github.com", true],
  ["gist.github.com", true],
  ["raw.githubusercontent.com", true],
  ["www.npmjs.com", true],
  ["github.com.evil.example", false],
  ["evilgithub.com", false],
  ["pages.github.io", false],
  ["github.com:8443", false],
  ["", false],
])("links to %s: %s", (host, owned) => {
  expect(source.ownsHost(host)).toBe(owned);
});
