import type { Readable } from "node:stream";
import type { Fingerprinter } from "./baseline/fingerprint.ts";
import type { Finding, Scanned, Sighting, Skip, Summary } from "./finding.ts";
import type { Repository } from "./git/git.ts";
import type { History, Located } from "./git/history.ts";
import { OBJECT_PATHS } from "./git/scan-objects.ts";
import type { Scanner } from "./scanner.ts";
import type { Entry } from "./walk/tree.ts";
import { FILES, fileUnits } from "./walk/units.ts";
import { ArchiveScanner } from "./work/archives.ts";
import { deal } from "./work/deal.ts";
import { scanInput } from "./work/input.ts";
import { localHand } from "./work/local.ts";
import { PART_SIZES, type PartSizes } from "./work/parts.ts";
import { Tally } from "./work/tally.ts";
import type { Hand, Unit, UnitResult } from "./work/unit.ts";

/** What is looked at. */
export type Target =
  | { readonly kind: "files"; readonly entries: Iterable<Entry> }
  | { readonly kind: "stream"; readonly path: string; readonly input: Readable }
  | { readonly kind: "history"; readonly repository: Repository; readonly history: History };

export interface ScanNeeds {
  readonly scanner: Scanner;
  /** Whether archives are opened. */
  readonly archives: boolean;
  readonly fingerprint: Fingerprinter;
  /** How many threads may help this one, and how to start one. */
  readonly helpers: number;
  readonly startHelper: (repository: Repository | null) => Hand;
  /** How large files are cut for them; as is best if nothing is said. */
  readonly parts?: PartSizes;
  /** Ends the scan early; what was found until then is answered. */
  readonly signal: AbortSignal;
}

/** A scan that is under way. */
export interface Scan {
  /** Findings in their final order, some at a time. */
  readonly findings: AsyncIterable<readonly Finding[]>;
  /** How much was looked at until now. */
  scanned(): Scanned;
  /** Once the findings are read to their end. */
  summary(): Summary;
}

/** How many paths that could not be read are listed by name. */
const MAX_SKIPS = 10_000;

/** Looks at everything there is in `target`, and only reads. */
export function startScan(target: Target, needs: ScanNeeds): Scan {
  const ledger = new Ledger(needs.scanner);
  return {
    findings: target.kind === "history" ? findInHistory(target, needs, ledger) : findInOrder(target, needs, ledger),
    scanned: () => ledger.scanned,
    summary: () => ledger.summary(needs.signal.aborted),
  };
}

/** What is found in files is told as soon as its turn has come. */
async function* findInOrder(
  target: Exclude<Target, { kind: "history" }>,
  needs: ScanNeeds,
  ledger: Ledger,
): AsyncGenerator<readonly Finding[]> {
  const results =
    target.kind === "files"
      ? dealt(
          fileUnits(target.entries, { onSkip: ledger.skip, parts: partsFor(needs), files: FILES[needs.archives ? "archives" : "plain"] }),
          null,
          needs,
        )
      : streamed(target.path, target.input, needs);
  // Of the file whose parts come in.
  let linesBefore = 0;
  for await (const result of results) {
    ledger.add(result);
    const { lineFeeds, scanned, sightings } = result;
    if (lineFeeds === undefined || scanned.files > 0) linesBefore = 0;
    const found = sightings.map((sighting) => findingOf(sighting, linesBefore, needs));
    if (found.length > 0) yield found;
    linesBefore += lineFeeds ?? 0;
  }
}

function partsFor({ archives, helpers, parts = PART_SIZES, scanner }: ScanNeeds): PartSizes | null {
  return helpers > 0 && !archives && scanner.openPart !== null ? parts : null;
}

async function* streamed(path: string, input: Readable, { archives, scanner, signal }: ScanNeeds): AsyncGenerator<UnitResult> {
  const tally = new Tally();
  const opener = archives ? new ArchiveScanner({ scanner, signal }) : null;
  await scanInput({ scanner, opener, signal }, path, input, tally);
  yield tally.take();
}

/** In a history, paths are known only when all is read. */
async function* findInHistory(
  { history, repository }: Extract<Target, { kind: "history" }>,
  needs: ScanNeeds,
  ledger: Ledger,
): AsyncGenerator<readonly Finding[]> {
  const sightings: Sighting[] = [];
  for await (const result of dealt(history.units(needs.helpers + 1, ledger.skip), repository, needs)) {
    ledger.add(result);
    sightings.push(...result.sightings);
  }
  yield firstOfEach(await history.locate(sightings), needs);
}

/** Of the versions of a file that hold one token, only the first is told: the commit that brought it. */
function firstOfEach(located: readonly Located[], { fingerprint, scanner }: ScanNeeds): Finding[] {
  const versions = new Map<string, string>();
  const findings: Finding[] = [];
  for (const one of located.toSorted((a, b) => a.order - b.order)) {
    const finding = { ...one, path: scanner.redacted(one.path), fingerprint: fingerprint(one) };
    const key = `${finding.fingerprint} ${isMessage(one) ? one.object : one.path}`;
    const first = versions.get(key) ?? one.object ?? "";
    versions.set(key, first);
    if (first === one.object) findings.push(finding);
  }
  return findings.toSorted((a, b) => compareText(a.path, b.path) || a.start - b.start);
}

function isMessage({ path }: Pick<Finding, "path">): boolean {
  return path === OBJECT_PATHS.commit || path === OBJECT_PATHS.tag;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function findingOf(sighting: Sighting, linesBefore: number, { fingerprint, scanner }: ScanNeeds): Finding {
  // Field by field: a spread took longer than the search.
  const { column, end, format, line, member, object, path, redacted, start, token, via } = sighting;
  return {
    format,
    path: scanner.redacted(path),
    line: line + linesBefore,
    column,
    start,
    end,
    via,
    member,
    object,
    redacted,
    token,
    commit: null,
    fingerprint: fingerprint(sighting),
  };
}

function dealt(units: Iterator<Unit> | AsyncIterator<Unit>, repository: Repository | null, needs: ScanNeeds): AsyncGenerator<UnitResult> {
  const { archives, scanner, signal, startHelper } = needs;
  const { depth, helpers } = repository === null || archives ? { depth: 1, helpers: needs.helpers } : gitCrew(needs.helpers + 1);
  return deal({
    units,
    first: localHand({ scanner, archives, repository, signal, depth }),
    helpers,
    startHelper: () => startHelper(repository),
    signal,
  });
}

/**
 * In a history nearly all of the work is git's, in processes of its own: one thread keeps up with several, and starting another costs
 * more than a small history. So every thread that may be used is a git, and two gits have a thread.
 */
function gitCrew(threads: number): { readonly depth: number; readonly helpers: number } {
  const hands = Math.max(1, Math.floor(threads / 2));
  return { depth: Math.ceil(threads / hands), helpers: hands - 1 };
}

class Ledger {
  readonly #scanner: Pick<Scanner, "redacted">;
  readonly #skipped: Skip[] = [];
  #more = 0;
  scanned: Scanned = { files: 0, bytes: 0 };

  constructor(scanner: Pick<Scanner, "redacted">) {
    this.#scanner = scanner;
  }

  readonly skip = (told: Skip): void => {
    const skip = { ...told, path: this.#scanner.redacted(told.path) };
    const last = this.#skipped.at(-1);
    // All parts of a file may say the same of it.
    if (last?.path === skip.path && last.member === skip.member && last.reason === skip.reason) return;
    if (this.#skipped.length < MAX_SKIPS) this.#skipped.push(skip);
    else this.#more += 1;
  };

  add({ scanned: { bytes, files }, skipped }: UnitResult): void {
    this.scanned = { files: this.scanned.files + files, bytes: this.scanned.bytes + bytes };
    for (const skip of skipped) this.skip(skip);
  }

  summary(interrupted: boolean): Summary {
    const more = { path: "", member: null, reason: `${this.#more} more are not listed`, failed: true };
    return { scanned: this.scanned, skipped: this.#more === 0 ? this.#skipped : [...this.#skipped, more], interrupted };
  }
}
