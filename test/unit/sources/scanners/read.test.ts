import { expect, test } from "vitest";
import { readScan } from "../../../../src/sources/scanners/read.ts";
import type { ScanItem } from "../../../../src/sources/scanners/scanned.ts";

/** The bytes in pieces of `size`. */
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(report: unknown, size = 1 << 16): Promise<ScanItem[]> {
  const bytes = Buffer.isBuffer(report) ? report : Buffer.from(typeof report === "string" ? report : JSON.stringify(report));
  const items: ScanItem[] = [];
  for await (const item of readScan(pieces(bytes, size))) items.push(item);
  return items;
}

// gitleaks report/json_test.go and its README.
const GITLEAKS = {
  RuleID: "test-rule",
  Description: "",
  StartLine: 1,
  EndLine: 2,
  Match: "line containing secret",
  Secret: "a secret",
  File: "auth.py",
  SymlinkFile: "",
  Commit: "0000000000000000",
  Author: "John Doe",
  Email: "johndoe@gmail.com",
  Fingerprint: "",
};
// trufflehog pkg/output/json.go.
const TRUFFLEHOG = {
  SourceMetadata: { Data: { Git: { commit: "fbc14303", file: "keys", email: "x", repository: "https://github.com/o/r", line: 4 } } },
  SourceType: 16,
  DetectorType: 998,
  DetectorName: "PyPI",
  DecoderName: "PLAIN",
  Verified: false,
  Raw: "pypi-AgEI-example",
  RawV2: "",
  Redacted: "",
  ExtraData: null,
};
// gitlab-org/security-products schema 15 of secret detection reports.
const GITLAB = {
  id: "5f2f",
  raw_source_code_extract: "AKIAIOSFODNN7EXAMPLE",
  location: { file: "README.md", commit: { sha: "0000000" }, start_line: 7 },
  identifiers: [{ type: "gitleaks_rule_id", name: "Gitleaks rule ID AWS", value: "AWS" }],
};
// docs.github.com rest/secret-scanning.
const GITHUB = {
  number: 2,
  html_url: "https://github.com/owner/private-repo/security/secret-scanning/2",
  state: "open",
  secret_type: "adafruit_io_key",
  secret: "aio_XXXXXXXXXXXXXXXXXXXXXXXXXXXX",
  first_location_detected: { path: "/example/secrets.txt", start_line: 1, commit_sha: "f14d7debf9775f957cf4f1e8176da0786431f72b" },
};
const result = (text: string | null, more: object = {}): object => ({
  ruleId: "test-rule",
  message: { text: "test-rule has detected secret for file auth.py." },
  locations: [
    {
      physicalLocation: { artifactLocation: { uri: "auth.py" }, region: { startLine: 1, ...(text === null ? {} : { snippet: { text } }) } },
    },
  ],
  partialFingerprints: { commitSha: "0000000000000000", email: "johndoe@gmail.com" },
  ...more,
});
const sarif = (...results: object[]): object => ({
  $schema: "https://json.schemastore.org/sarif-2.1.0.json",
  version: "2.1.0",
  runs: [{ tool: { driver: { name: "gitleaks", rules: [{ id: "test-rule" }] } }, results }],
});

const FOUND: Readonly<Record<string, readonly [report: unknown, expected: object]>> = {
  "gitleaks JSON": [
    [GITLEAKS],
    {
      format: "gitleaks",
      secret: { texts: ["a secret", "line containing secret"], type: "test-rule", url: "auth.py:1 @0000000000000000", place: "commit" },
    },
  ],
  "gitleaks CSV": [
    'RuleID,Commit,File,SymlinkFile,Secret,Match,StartLine,EndLine\ntest-rule,,auth.py,,"a ""secret""\nof two lines",x,7,8\n',
    { format: "gitleaks", secret: { texts: ['a "secret"\nof two lines', "x"], type: "test-rule", url: "auth.py:7", place: "file" } },
  ],
  "gitleaks SARIF": [
    sarif(result("a secret")),
    {
      format: "sarif",
      secret: {
        texts: ["a secret", "test-rule has detected secret for file auth.py."],
        type: "test-rule",
        url: "auth.py:1 @0000000000000000",
      },
    },
  ],
  "betterleaks JSON": [
    [{ ...GITLEAKS, File: "", Commit: "", ValidationStatus: "valid", Attributes: { path: "b.py" }, MatchContext: "wider still" }],
    {
      format: "betterleaks",
      secret: { texts: ["a secret", "line containing secret", "wider still"], url: "b.py:1", place: "file" },
    },
  ],
  "trufflehog, one line": [
    JSON.stringify(TRUFFLEHOG),
    { format: "trufflehog", secret: { texts: ["pypi-AgEI-example"], type: "PyPI", url: "keys:4 @fbc14303", place: "commit" } },
  ],
  "trufflehog with what it says besides": [
    `🐷🔑🐷  TruffleHog. Unearth your secrets. 🐷🔑🐷\n\n{"level":"info-0","msg":"running source"}\n${JSON.stringify(TRUFFLEHOG)}\n`,
    { format: "trufflehog", secret: { texts: ["pypi-AgEI-example"] } },
  ],
  "trufflehog from before it wrote plain text": [
    `${JSON.stringify({ ...TRUFFLEHOG, Raw: Buffer.from("pypi-AgEI-example").toString("base64") })}\n`,
    { format: "trufflehog", secret: { texts: [expect.any(String), "pypi-AgEI-example"] } },
  ],
  "GitLab's secret detection report": [
    { version: "15.0.4", scan: { type: "secret_detection", scanner: { id: "gitleaks" } }, vulnerabilities: [GITLAB] },
    { format: "gitlab", secret: { texts: ["AKIAIOSFODNN7EXAMPLE"], type: "gitleaks_rule_id_AWS", url: "README.md:7", place: "file" } },
  ],
  "GitHub's alerts": [
    [GITHUB],
    {
      format: "github",
      secret: {
        texts: ["aio_XXXXXXXXXXXXXXXXXXXXXXXXXXXX"],
        type: "adafruit_io_key",
        place: "commit",
        url: expect.stringContaining("secrets.txt:1 @f14d7"),
      },
    },
  ],
  "GitHub's alerts in base64": [
    [{ ...GITHUB, secret: Buffer.from("aio_X").toString("base64"), is_base64_encoded: true }],
    { format: "github", secret: { texts: ["aio_X"] } },
  ],
  "our own reports": [
    { reports: [{ token: "x", type: "pypi", path: "a/b.py", line: 3, commit: "9fceb02", place: "file" }] },
    { format: "tokenward", secret: { texts: ["x"], type: "pypi", url: "a/b.py:3 @9fceb02", place: "file" } },
  ],
  "the records that code hosts send": [
    [{ token: "x", type: "t", url: "https://example.com/a", source: "commit" }],
    { format: "tokenward", secret: { texts: ["x"], type: "t", url: "https://example.com/a", place: "commit" } },
  ],
};

test.each(Object.keys(FOUND))("%s is recognised and read", async (name) => {
  const [report, expected] = FOUND[name]!;
  expect(await read(report)).toMatchObject([expected]);
});

test.each(Object.keys(FOUND))("%s is read alike in pieces of any size, in UTF-16 and with a byte order mark", async (name) => {
  const [report] = FOUND[name]!;
  const text = typeof report === "string" ? report : JSON.stringify(report, null, 2);
  const whole = await read(text);
  expect(whole).toHaveLength(1);
  for (const size of [1, 2, 3, 7, 1_000]) expect(await read(text, size)).toEqual(whole);
  expect(await read(`\uFEFF${text}`)).toEqual(whole);
  const wide = Buffer.from(`\uFEFF${text}`, "utf16le");
  expect(await read(wide, 5)).toEqual(whole);
  expect(await read(Buffer.from(wide).swap16())).toEqual(whole);
});

test("a report without findings is one without findings", async () => {
  for (const empty of [[], { runs: [] }, { runs: [{ results: [] }] }, { version: "15", vulnerabilities: [] }, { reports: [] }]) {
    expect([JSON.stringify(empty), await read(empty)]).toEqual([JSON.stringify(empty), []]);
  }
});

test("what is not told is not made up: no value in GitLab's, trufflehog's SARIF and GitHub's hidden secrets", async () => {
  const { raw_source_code_extract: _, ...silent } = GITLAB;
  expect(await read({ vulnerabilities: [silent] })).toMatchObject([{ secret: { texts: [] } }]);
  const { secret: __, ...hidden } = GITHUB;
  expect(await read([hidden])).toMatchObject([{ secret: { texts: [] } }]);
  expect(await read(sarif(result(null, { message: { text: "PyPI" } })))).toMatchObject([{ secret: { texts: ["PyPI"] } }]);
});

test("a run of SARIF names what it puts in place of secrets, for itself only", async () => {
  const runs = [{ redactionTokens: ["#####", 7, ""], results: [result("#####")] }, { results: [result("x")] }];
  expect(await read({ version: "2.1.0", runs })).toMatchObject([{ secret: { redactions: ["#####"] } }, { secret: { redactions: [] } }]);
});

test("a run of SARIF that names endless marks is held against the first hundred: each finding is compared with all of them", async () => {
  const redactionTokens = Array.from({ length: 5_000 }, (_, index) => `#${index}`);
  const [item] = await read({ version: "2.1.0", runs: [{ redactionTokens, results: [result("x")] }] });
  expect(item?.secret?.redactions).toEqual(redactionTokens.slice(0, 100));
});

test("an item that is nobody's spoils no other", async () => {
  expect(await read([GITLEAKS, 17, { other: true }, null, GITLEAKS])).toMatchObject([
    { secret: { type: "test-rule" } },
    { secret: null },
    { secret: null },
    { secret: null },
    { secret: { type: "test-rule" } },
  ]);
  expect(await read({ reports: [{ token: "x" }, { token: 5 }, { token: "" }] })).toMatchObject([
    { secret: { texts: ["x"] } },
    { secret: null },
    { secret: null },
  ]);
});

test.each([
  ["nothing", ""],
  ["spaces", " \n "],
  ["text", "hello\nworld\n"],
  ["a page", "<html></html>"],
  ["a number", "17"],
  ["an object of no scanner", '{"a":1}'],
  ["a list of no scanner", '[{"a":1}]'],
  ["lines of no scanner", '{"a":1}\n{"b":2}\n'],
  ["CSV of no scanner", "a,b\n1,2\n"],
  ["JSON cut short", '[{"RuleID":"a","Secret":"b"},{"RuleID"'],
  ["JSON with something behind it", '[{"RuleID":"a","Secret":"b"}]x'],
  ["two documents", '[{"RuleID":"a","Secret":"b"}] []'],
  ["JSON that is nested without end", `[${"[".repeat(5_000)}`],
  ["CSV with an open quote", 'RuleID,Secret\na,"b'],
  ["a line without end", `{"SourceMetadata"${"x".repeat(5_000_000)}`],
  ["a value without end", `[{"RuleID":"a","Secret":"${"x".repeat(17_000_000)}`],
])("%s is malformed, and the complaint quotes nothing of it", async (_name, report) => {
  await expect(read(report)).rejects.toThrow(expect.objectContaining({ code: "malformed_body" }));
  await expect(read(report)).rejects.not.toThrow(/world|RuleID|xxx/u);
});

test("a report of more than 256 MiB is refused without being held in memory", async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("[");
    const item = Buffer.from(`${JSON.stringify({ ...GITLEAKS, Match: "x".repeat(60_000) })},`);
    for (;;) yield await Promise.resolve(item);
  }
  const before = process.memoryUsage().rss;
  await expect(async () => {
    for await (const _ of readScan(endless())) continue;
  }).rejects.toThrow(expect.objectContaining({ code: "body_too_large" }));
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
});
