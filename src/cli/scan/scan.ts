import { existsSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { formatSettings } from "../../compose/formats.ts";
import { loadScanConfig, type ScanConfig } from "../../config/scan.ts";
import { createMatcher } from "../../formats/matcher.ts";
import { loadFormats } from "../../formats/registry.ts";
import { AppError } from "../../kernel/errors.ts";
import { fingerprinter } from "../../scan/baseline/fingerprint.ts";
import { type Known, knownBy, readBaseline, readIgnoreFile } from "../../scan/baseline/known.ts";
import type { Summary } from "../../scan/finding.ts";
import { factsOf } from "../../scan/git/git.ts";
import { openHistory } from "../../scan/git/history.ts";
import type { Printer } from "../../scan/output/printer.ts";
import { type Scan, type ScanNeeds, startScan, type Target } from "../../scan/scan.ts";
import { createScanner, type Scanner } from "../../scan/scanner.ts";
import { walkRoots } from "../../scan/walk/roots.ts";
import { remoteHand } from "../../scan/work/remote.ts";
import { type Outside, print } from "../context.ts";
import { complaintOf, EXIT } from "../exit.ts";
import { isReaderGone } from "../reader.ts";
import { Acting } from "./acting.ts";
import { orderOf, type ScanOptions, type ScanOrder } from "./options.ts";
import { printerFor } from "./printers.ts";
import { showProgress } from "./progress.ts";
import { closingWords } from "./words.ts";

/** Where people note fingerprints that are harmless, when nothing else is said. */
const IGNORE_FILE = ".tokenwardignore";

/** Looks for leaked tokens. Exit code 0: nothing found · 1: findings · 2: any error, and what could not be looked at to its end. */
export async function scan(outside: Outside, paths: readonly string[], options: ScanOptions): Promise<number> {
  try {
    return await runScan(outside, paths, options);
  } catch (error) {
    print(outside.stderr, `tokenward: ${complaintOf(error)}`);
    return EXIT.usage;
  }
}

async function runScan(outside: Outside, paths: readonly string[], options: ScanOptions): Promise<number> {
  const config = await loadScanConfig(outside.env);
  const formats = await loadFormats(formatSettings(config));
  const order = orderOf(paths, options, formats);
  const known = knownFingerprints(options);
  const acting = await actingFor(order, config);
  const stop = new AbortController();
  void outside.untilStopped().then(() => stop.abort());
  const needs = needsOf(order, config, stop.signal);
  // Last, for a history is listed from now on.
  const target = await withoutTokens(targetOf(order, options, outside), needs.scanner);
  const running = startScan(target, needs);
  const progress = showProgress(outside.stderr, () => running.scanned());
  try {
    const found = await writeReport(running, { known, acting, printer: printerFor(order, formats) }, outside);
    progress.end();
    const summary = running.summary();
    print(outside.stderr, closingWords(found, summary, target));
    const acted = await acting?.end();
    if (typeof acted?.words === "string") print(outside.stderr, acted.words);
    return acted?.failed === true ? EXIT.usage : exitCodeFor(found, summary);
  } finally {
    progress.end();
    if (target.kind === "history") target.history.close();
  }
}

function needsOf({ archives, formats, scanner, threads }: ScanOrder, config: ScanConfig, signal: AbortSignal): ScanNeeds {
  const settings = formatSettings(config);
  const formatIds = formats.map(({ id }) => id);
  return {
    scanner: createScanner({ ...scanner, formats }),
    archives,
    fingerprint: fingerprinter(config.secrets.master, createMatcher(formats)),
    helpers: threads - 1,
    startHelper: (repository) =>
      remoteHand({ settings, formatIds, scanner, archives, repository: repository && factsOf(repository) }, signal),
    signal,
  };
}

async function actingFor({ act: { backFill, report, service, verify } }: ScanOrder, { http, secrets }: ScanConfig): Promise<Acting | null> {
  if (!report && !verify) return null;
  const url = service ?? http.publicUrl;
  if (url === null) throw new AppError("invalid_request", "--report and --verify need to know the service: give --service or PUBLIC_URL.");
  if (secrets.adminToken === null) {
    throw new AppError(
      "invalid_request",
      "--report and --verify need an admin token in ADMIN_TOKEN or ADMIN_TOKEN_FILE; `tokenward admin-token` makes one.",
    );
  }
  const { Service } = await import("./service.ts");
  return new Acting({ service: new Service(url, secrets.adminToken), report, backFill, verify });
}

function knownFingerprints({ baseline, ignoreFile }: ScanOptions): Known {
  const ignored = ignoreFile ?? (existsSync(IGNORE_FILE) ? IGNORE_FILE : null);
  return knownBy([...(baseline === undefined ? [] : readBaseline(baseline)), ...(ignored === null ? [] : readIgnoreFile(ignored))]);
}

async function targetOf({ where }: ScanOrder, { follow = false, gitignore = false }: ScanOptions, outside: Outside): Promise<Target> {
  switch (where.kind) {
    case "stdin":
      return { kind: "stream", path: "<stdin>", input: outside.stdin };
    case "files":
      return { kind: "files", entries: await walkRoots(where.paths, { follow, gitignore, env: outside.env }) };
    case "git": {
      const { history, repository } = await openHistory({ path: where.path, env: outside.env }, where.extent);
      return { kind: "history", repository, history };
    }
    default:
      return where satisfies never;
  }
}

/** Whoever gives a token where a path belongs does not find it in a log. */
async function withoutTokens<T>(work: Promise<T>, scanner: Scanner): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof AppError ? new AppError(error.code, scanner.redacted(error.message)) : error;
  }
}

interface Reporting {
  readonly known: Known;
  /** Null: nothing is done about findings. */
  readonly acting: Acting | null;
  readonly printer: Printer;
}

/** Writes the report while the scan goes on. Answers how many findings are in it. */
async function writeReport(running: Scan, { acting, known, printer }: Reporting, { stdout }: Outside): Promise<number> {
  let count = 0;
  async function* pieces(): AsyncGenerator<string> {
    yield printer.begin;
    for await (const findings of running.findings) {
      const fresh = findings.filter(({ fingerprint }) => !known.has(fingerprint));
      const told = (await acting?.see(fresh)) ?? fresh;
      if (told.length > 0) yield told.map((finding) => printer.finding(finding, count++)).join("");
    }
    yield printer.end(running.summary());
  }
  try {
    await pipeline(Readable.from(pieces()), stdout, { end: false });
  } catch (error) {
    if (!isReaderGone(error)) throw error;
  }
  return count;
}

function exitCodeFor(found: number, { interrupted, skipped }: Summary): number {
  if (interrupted) return EXIT.usage;
  if (found > 0) return EXIT.negative;
  return skipped.some(({ failed }) => failed) ? EXIT.usage : EXIT.ok;
}
