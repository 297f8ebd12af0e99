import { readFileSync } from "node:fs";
import { AppError } from "../../kernel/errors.ts";
import { reasonOf } from "../walk/reason.ts";

const FINGERPRINT = /^[0-9a-f]{64}$/u;
const BEGINNING = /^[0-9a-f]{16,64}$/u;

/** What is known already, and not told again. */
export interface Known {
  has(fingerprint: string): boolean;
}

/** @param beginnings of fingerprints, of at least 16 characters; or whole ones */
export function knownBy(beginnings: Iterable<string>): Known {
  const lengths = new Map<number, Set<string>>();
  for (const text of beginnings) lengths.set(text.length, (lengths.get(text.length) ?? new Set()).add(text));
  return { has: (fingerprint) => [...lengths].some(([length, texts]) => texts.has(fingerprint.slice(0, length))) };
}

/**
 * The fingerprints in an earlier report of ours (JSON, NDJSON or SARIF): what stands there is known and not told again.
 * @throws AppError `invalid_request` when the file cannot be read or is no such report
 */
export function readBaseline(path: string): ReadonlySet<string> {
  const fingerprints = fingerprintsIn(readText(path, "--baseline"));
  if (fingerprints === null) {
    throw new AppError(
      "invalid_request",
      `--baseline got ${path}, which is no report of tokenward scan: it takes one in JSON, NDJSON or SARIF.`,
    );
  }
  return fingerprints;
}

function fingerprintsIn(text: string): ReadonlySet<string> | null {
  const documents =
    parsed(text) ??
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => parsed(line)?.[0]);
  const looksRight = documents.some((document) => isObject(document) && ["findings", "scanned", "runs"].some((name) => name in document));
  if (!looksRight || documents.includes(undefined)) return null;
  return new Set(documents.flatMap(collect));
}

function parsed(text: string): unknown[] | null {
  try {
    return [JSON.parse(text) as unknown];
  } catch {
    return null;
  }
}

/** Of a finding, of a SARIF result, and of whatever document holds them. */
function collect(document: unknown): string[] {
  const results = listIn(document, "runs").flatMap((run) => listIn(run, "results"));
  return [document, ...listIn(document, "findings"), ...results].flatMap(fingerprintsOf).filter(isFingerprint);
}

function fingerprintsOf(value: unknown): unknown[] {
  if (!isObject(value)) return [];
  return [value["fingerprint"], ...(isObject(value["partialFingerprints"]) ? Object.values(value["partialFingerprints"]) : [])];
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = isObject(value) ? value[name] : [];
  return Array.isArray(list) ? (list as unknown[]) : [];
}

/**
 * Fingerprints that people wrote down as harmless, one a line, or their beginnings; what stands behind `#` is for them.
 * @throws AppError `invalid_request` that names the first line which is neither
 */
export function readIgnoreFile(path: string): ReadonlySet<string> {
  const lines = readText(path, "--ignore-file")
    .split(/\r?\n/u)
    .map((line) => line.replace(/#.*$/u, "").trim());
  const wrong = lines.findIndex((line) => line !== "" && !BEGINNING.test(line));
  if (wrong >= 0) {
    throw new AppError(
      "invalid_request",
      `${path}, line ${wrong + 1} is no fingerprint: one line each, as a report shows them, with comments behind #.`,
    );
  }
  return new Set(lines.filter((line) => line !== ""));
}

function readText(path: string, option: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new AppError("invalid_request", `${option} got ${path}: ${reasonOf(error)}.`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isFingerprint(value: unknown): value is string {
  return typeof value === "string" && FINGERPRINT.test(value);
}
