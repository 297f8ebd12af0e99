import { gzipSync } from "node:zlib";
import { composeSources } from "../../src/compose/intakes/sources.ts";
import { readConfigFile } from "../../src/config/file/file.ts";
import { loadConfig } from "../../src/config/load.ts";
import { decodeBytes, decodeText } from "../../src/formats/macaroon/codec/decode.ts";
import { createMatcher } from "../../src/formats/matcher.ts";
import { loadFormats } from "../../src/formats/registry.ts";
import { DiffReader } from "../../src/hosts/push/diff.ts";
import { readRevokeRequest } from "../../src/http/revoke/form.ts";
import { parseQuery } from "../../src/incidents/queries/query-language.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { AppError } from "../../src/kernel/errors.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { scanArchive } from "../../src/scan/archives/archive-scan.ts";
import { recognise } from "../../src/scan/archives/kind.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { readScan } from "../../src/sources/scanners/read.ts";
import { KeyDocumentError, readKeyDocument } from "../../src/sources/signing/key-document.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { tar, zip } from "../helpers/scan/archives.ts";
import { envOf, LEAKS, received, WAYS } from "../helpers/vendors.ts";

/** Something that reads what strangers write. */
export interface Target {
  readonly name: string;
  /** What it reads well: the cases are made of these. */
  readonly seeds: readonly Buffer[];
  /** Reads it; throws only what it is documented to throw, and answers whatever it likes. */
  read(bytes: Buffer): unknown;
  /** Whether it may throw this. Nothing, unless told. */
  readonly refuses?: (error: unknown) => boolean;
}

const refusedAs =
  (...codes: readonly AppError["code"][]) =>
  (error: unknown): boolean =>
    error instanceof AppError && codes.includes(error.code);
const asText = (value: unknown): Buffer => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

/** Every parser that is given what strangers write. */
export async function allTargets(): Promise<readonly Target[]> {
  const formats = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "tokens.test" });
  const examples = formats.map((format) => format.example());
  const matcher = createMatcher(formats);
  const scanner = createScanner({ formats, decode: true });
  return [
    ...(await sourceTargets()),
    ...reportTargets(),
    { name: "macaroons", seeds: macaroonBytes(examples), read: decodeBytes },
    { name: "macaroon texts", seeds: examples.map(asText), read: (bytes) => decodeText(bytes.toString()) },
    {
      name: "token formats",
      seeds: examples.map(asText),
      read: (bytes) => {
        const text = bytes.toString();
        return [matcher.match(text), ...matcher.matchAll(text)].map((found) => found?.redacted);
      },
    },
    { name: "archives", seeds: await archives(examples), read: (bytes) => readArchive(bytes, scanner) },
  ];
}

async function sourceTargets(): Promise<Target[]> {
  const vendors = await Promise.all(Object.entries(WAYS).map(async ([name, way]) => ({ name, way, vendor: await way.start() })));
  const { config } = loadConfig(envOf(vendors.map(({ vendor }) => vendor)));
  const sources = await composeSources(config, systemClock, createMetrics(), createLogger("silent"));
  return await Promise.all(
    vendors.map(async ({ name, vendor, way }): Promise<Target> => {
      const request = received(vendor.deliver(LEAKS));
      const source = sources.get(way.source)!;
      await vendor.stop();
      return {
        name: `source ${name}`,
        seeds: [request.body],
        read: (body) => (source.kind === "events" ? source.read({ ...request, body }) : source.parse(body)),
        refuses: refusedAs("malformed_body", "too_many_records"),
      };
    }),
  );
}

const FINDING = { RuleID: "r", StartLine: 1, Match: "a line", Secret: "a secret", File: "auth.py", Commit: "00", Fingerprint: "" };
const RESULT = {
  ruleId: "r",
  message: { text: "found" },
  locations: [{ physicalLocation: { artifactLocation: { uri: "a.py" }, region: { startLine: 1, snippet: { text: "a secret" } } } }],
  partialFingerprints: { commitSha: "00" },
};
const VULNERABILITY = {
  category: "secret_detection",
  raw_source_code_extract: "AKIA",
  location: { file: "a", start_line: 7 },
  identifiers: [{ value: "r" }],
};
const TRUFFLEHOG = { SourceMetadata: { Data: { Git: { commit: "fb", file: "keys", line: 4 } } }, DetectorName: "PyPI", Raw: "pypi-AgEI" };
const ALERT = { number: 1, secret: "aio_X", secret_type: "t", html_url: "https://github.com/o/r/security/1", state: "open" };
const PEM =
  "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE9MJJHnMfn2+H4xL4YaPDA4RpJqUq\nkCmRCBnYERxZanmcpzQSXs1X/AljlKkbJ8qpVIW4clayyef9gWhFbNHWAA==\n-----END PUBLIC KEY-----";
const DIFF = "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@ f\n a\n-b\n+c\n+d\n\\ No newline at end of file\n";

function reportTargets(): Target[] {
  return [
    {
      name: "scanners' reports",
      seeds: [
        [FINDING, FINDING],
        'RuleID,Commit,File,SymlinkFile,Secret,Match,StartLine,EndLine\nr,,auth.py,,"a ""secret""\nof two",x,7,8\n',
        { version: "2.1.0", runs: [{ tool: { driver: { name: "gitleaks", rules: [{ id: "r" }] } }, results: [RESULT, RESULT] }] },
        { version: "15.0.4", scan: { type: "secret_detection", scanner: { id: "gitleaks" } }, vulnerabilities: [VULNERABILITY] },
        `TruffleHog.\n\n${JSON.stringify(TRUFFLEHOG)}\n${JSON.stringify(TRUFFLEHOG)}\n`,
        [ALERT],
      ].map(asText),
      read: async (bytes) => await all(readScan(pieces(bytes))),
      refuses: refusedAs("malformed_body", "body_too_large"),
    },
    {
      name: "what anyone hands in",
      seeds: [{ tokens: ["tokenward-x", "y"], url: "https://x.test" }, { token: "tokenward-x" }].map(asText),
      read: (bytes) => readRevokeRequest("application/json", bytes),
      refuses: refusedAs("invalid_request", "malformed_body", "too_many_records"),
    },
    {
      name: "forms of what anyone hands in",
      seeds: [asText("token=tokenward-x&token=y%0A&url=https%3A%2F%2Fx.test")],
      read: (bytes) => readRevokeRequest("application/x-www-form-urlencoded", bytes),
      refuses: refusedAs("invalid_request", "malformed_body", "too_many_records"),
    },
    {
      name: "queries",
      seeds: ['state:revoked owner:"ada@example.com" age:<7d', "occurrences:>5 token:x"].map(asText),
      read: (bytes) => parseQuery(bytes.toString()),
      refuses: refusedAs("invalid_request"),
    },
    {
      name: "key documents",
      seeds: [{ public_keys: [{ key_identifier: "1", key: PEM, is_current: true }] }].map(asText),
      read: (bytes) => readKeyDocument(bytes, ["P-256"]),
      refuses: (error) => error instanceof KeyDocumentError,
    },
    { name: "diffs", seeds: [asText(DIFF)], read: readDiff },
    {
      name: "configuration files",
      seeds: [
        {
          formats: [{ id: "acme", kind: "pattern", prefix: "acme_", alphabet: "a-z", length: 20 }],
          policies: [{ format: "acme", on_genuine: "revoke" }],
          exempt: [{ format: "acme", fingerprint: "00" }],
          dry_run: true,
        },
      ].map(asText),
      read: (bytes) => readConfigFile("/x.json", { env: {}, readFile: () => bytes.toString() }).mistakes,
    },
  ];
}

function macaroonBytes(examples: readonly string[]): Buffer[] {
  return examples.filter((text) => text.includes("-")).map((text) => Buffer.from(text.slice(text.indexOf("-") + 1), "base64url"));
}

async function archives(examples: readonly string[]): Promise<Buffer[]> {
  const content = `key = ${examples[0]}\n`;
  const inner = zip({ "a.txt": content, "b/c": "" });
  return [
    inner,
    zip({ "a.txt": content }, { stored: true }),
    await tar({ "a/b.txt": content, "c.zip": inner.toString("latin1") }),
    gzipSync(content),
  ];
}

async function readArchive(bytes: Buffer, scanner: ReturnType<typeof createScanner>): Promise<unknown> {
  const recognised = recognise(bytes);
  if (recognised === null || !("kind" in recognised)) return null;
  return await scanArchive({ kind: recognised.kind, bytes: pieces(bytes) }, { scanner, signal: new AbortController().signal });
}

function readDiff(bytes: Buffer): number {
  const reader = new DiffReader();
  const files = [...reader.push(bytes.subarray(0, bytes.length >> 1)), ...reader.push(bytes.subarray(bytes.length >> 1)), ...reader.end()];
  return files.length;
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 97) yield await Promise.resolve(bytes.subarray(at, at + 97));
}

async function all<T>(items: AsyncIterable<T>): Promise<number> {
  let count = 0;
  for await (const _ of items) count += 1;
  return count;
}
