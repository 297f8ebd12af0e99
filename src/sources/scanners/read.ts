import { Readable } from "node:stream";
import { parse as csv } from "csv-parse";
import { AppError } from "../../kernel/errors.ts";
import { isObject } from "../reports/json.ts";
import { asUtf8, bounded, type Chunks, lines, peek } from "./bytes.ts";
import { betterleaks, gitleaks } from "./gitleaks.ts";
import { githubAlerts, gitlabReport, own } from "./hosts.ts";
import { jsonValues } from "./json-stream.ts";
import { readResult } from "./sarif.ts";
import { type ItemReader, type ScanItem, textsOf } from "./scanned.ts";
import { trufflehog } from "./trufflehog.ts";

// In the order in which they are asked: the more special first.
const READERS: readonly ItemReader[] = [betterleaks, gitleaks, trufflehog, gitlabReport, githubAlerts, own];

/** What `POST /api/import` and `tokenward import` take, for people. */
export const SCAN_FORMATS =
  "gitleaks (JSON, CSV, SARIF), betterleaks, trufflehog (JSON lines), GitLab's secret detection report, GitHub's alerts, SARIF 2.1.0, or our own";

const UNKNOWN = `The report is of no known format; known are ${SCAN_FORMATS}.`;
const PEEKED_BYTES = 64 * 1024;
// Every finding is held against each of them.
const MAX_REDACTIONS = 100;
// Root and run are let go as they are read; only findings are kept whole.
const DOCUMENT = ["$.*", "$.vulnerabilities.*", "$.reports.*", "$.runs.*", "$.runs.*.*", "$.runs.*.results.*"];

/**
 * The items of a scanner's report, whose format is recognised by what stands in it; an item at a time, whatever its size.
 * @throws AppError `malformed_body` or `body_too_large`, also after some items were read
 */
export async function* readScan(chunks: Chunks): AsyncGenerator<ScanItem> {
  const { head, rest } = await peek(asUtf8(bounded(chunks)), PEEKED_BYTES);
  const start = head.toString().trimStart();
  if (start === "") throw new AppError("malformed_body", "The report is empty.");
  let format: ScanItem["format"] | null = null;
  for await (const item of itemsOf(start, rest)) {
    format ??= item?.format ?? null;
    // One that is nobody's spoils no other; but when the first is, the whole report is nobody's.
    if (format === null) throw new AppError("malformed_body", UNKNOWN);
    yield item ?? { format, secret: null };
  }
}

type Items = AsyncGenerator<ScanItem | null>;

function itemsOf(start: string, rest: Chunks): Items {
  if (start.startsWith("[")) return arrayItems(rest);
  if (isCsv(start)) return csvItems(rest);
  if (isLines(start)) return lineItems(rest);
  if (start.startsWith("{")) return documentItems(rest);
  throw new AppError("malformed_body", UNKNOWN);
}

async function* arrayItems(rest: Chunks): Items {
  for await (const { value } of jsonValues(rest, ["$.*"])) yield itemOf(value);
}

async function* documentItems(rest: Chunks): Items {
  let redactions: readonly string[] = [];
  let recognised = false;
  for await (const { path, value } of jsonValues(rest, DOCUMENT)) {
    const [first, , third] = path;
    recognised ||= ["runs", "vulnerabilities", "reports"].includes(String(first)) && (path.length > 1 || Array.isArray(value));
    if (first !== "runs") {
      if (path.length === 2) yield itemOf(value);
    } else if (path.length === 4) {
      yield { format: "sarif", secret: isObject(value) ? readResult(value, redactions) : null };
    } else if (path.length === 3 && third === "redactionTokens" && Array.isArray(value)) {
      redactions = textsOf(...(value as readonly unknown[]).slice(0, MAX_REDACTIONS));
    } else if (path.length === 2) {
      redactions = [];
    }
  }
  if (!recognised) yield null;
}

/** Lines that are no JSON, or nobody's, are what else the tool said: with its errors in the same file, log lines are. */
async function* lineItems(rest: Chunks): Items {
  let found = false;
  for await (const line of lines(rest)) {
    const value = jsonOf(line.toString());
    const item = isObject(value) ? itemOf(value) : null;
    found ||= item !== null;
    if (item !== null) yield item;
  }
  if (!found) yield null;
}

async function* csvItems(rest: Chunks): Items {
  const parser = csv({ columns: true, bom: true, relax_column_count: true, max_record_size: 4 * 1024 * 1024 });
  const records = Readable.from(rest)
    .on("error", (error) => parser.destroy(error))
    .pipe(parser) as AsyncIterable<unknown>;
  try {
    for await (const record of records) yield itemOf(record);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("malformed_body", "The report is not CSV to its end.");
  }
}

/** Null when no tool makes such items. */
function itemOf(value: unknown): ScanItem | null {
  if (!isObject(value)) return null;
  const reader = READERS.find((one) => one.owns(value));
  return reader === undefined ? null : { format: reader.format, secret: reader.read(value) };
}

const CSV_HEADER = /^"?RuleID"?,.*"?\bSecret\b"?/u;

function isCsv(start: string): boolean {
  return CSV_HEADER.test(start.split("\n", 1)[0] ?? "");
}

// How trufflehog's findings begin, however long they are.
const FINDING = '{"SourceMetadata"';

/** JSON lines: the first line is a document of its own, or a later one is a tool's finding. */
function isLines(start: string): boolean {
  if (start.startsWith(FINDING)) return true;
  const [first = "", ...more] = start.split("\n");
  const value = jsonOf(first);
  if (isObject(value) && (itemOf(value) !== null || more.some((line) => line.trim() !== ""))) return true;
  return !isObject(value) && more.some((line) => line.startsWith(FINDING));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
