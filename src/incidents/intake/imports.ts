import { setImmediate as nextTurn } from "node:timers/promises";
import type { Candidate, Format } from "../../formats/format.ts";
import { MAX_REPORT_CHARS, type Matcher } from "../../formats/matcher.ts";
import { AppError } from "../../kernel/errors.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import type { Keyring } from "../../kernel/keyring.ts";
import { IMPORTED, type Reporter } from "../../sources/direct.ts";
import { cleanPlace, cleanUrl } from "../../sources/reports/records.ts";
import { readScan } from "../../sources/scanners/read.ts";
import type { ScannedSecret } from "../../sources/scanners/scanned.ts";
import type { Report } from "../../sources/source.ts";
import type { Intake } from "./intake.ts";

/** What became of a scanner's report. */
export interface ImportSummary {
  /** The tool that made it; null for a report without findings whose maker cannot be told. */
  readonly format: string | null;
  readonly records: number;
  /** Tokens of known formats, whoever issued them. */
  readonly matched: number;
  /** Records that keep the token, or a part of it, to themselves: nothing can be said of those. */
  readonly redacted: number;
  readonly malformed: number;
  readonly labels: { readonly true_positive: number; readonly false_positive: number };
}

export interface ImportsNeeds {
  readonly intake: Pick<Intake, "acceptLate">;
  readonly matcher: Matcher;
  readonly formats: ReadonlyMap<string, Format>;
  readonly keyring: Keyring;
}

/** How an import is recorded. */
export interface ImportOptions {
  readonly reporter?: Reporter;
  /** It tells what was there before, such as a history: see BACKFILL_DIGEST_HOURS. */
  readonly backfill?: boolean;
}

const MAX_RECORDS = 1_000_000;
const MAX_MATCHED = 100_000;
// Reading and matching take some 20 µs a record, and a report that has come in already would never let anybody else in between.
const TURN = 200;

/** Takes scanner reports as deliveries. The report is read to its end before anything is done: half a report does nothing. */
export class Imports {
  readonly #needs: ImportsNeeds;

  constructor(needs: ImportsNeeds) {
    this.#needs = needs;
  }

  /** @throws AppError `malformed_body`, `body_too_large`, `too_many_records` or `unavailable`; then nothing is stored */
  async accept(chunks: AsyncIterable<Uint8Array>, receivedAt: Date, options: ImportOptions = {}): Promise<ImportSummary> {
    const { reports, ...counts } = await this.#read(chunks);
    return { ...counts, matched: reports.length, labels: await this.acceptReports(reports, receivedAt, options) };
  }

  /** Whole tokens, as one delivery. @throws AppError `unavailable`; then nothing is stored */
  async acceptReports(
    reports: readonly Report[],
    receivedAt: Date,
    { backfill = false, reporter = IMPORTED }: ImportOptions = {},
  ): Promise<ImportSummary["labels"]> {
    const { intake, keyring } = this.#needs;
    // Every import is a delivery of its own: an issuer may have been configured since the report was handed in before.
    const bodyHash = keyring.fingerprint("import", uuidv7());
    const { labels } = await intake.acceptLate({ source: reporter.id, bodyHash, reports, receivedAt, backfill, seal: null });
    const count = (label: string): number => labels.filter((one) => one === label).length;
    return { true_positive: count("true_positive"), false_positive: count("false_positive") };
  }

  async #read(chunks: AsyncIterable<Uint8Array>) {
    const reports: Report[] = [];
    let format: string | null = null;
    let [records, redacted, malformed] = [0, 0, 0];
    for await (const item of readScan(chunks)) {
      format ??= item.format;
      records += 1;
      if (records > MAX_RECORDS) throw new AppError("too_many_records", `The report holds more than ${MAX_RECORDS} findings.`);
      if (records % TURN === 0) await nextTurn();
      if (item.secret === null) malformed += 1;
      else {
        const found = this.#reportsOf(item.secret);
        reports.push(...found);
        if (found.length === 0 && this.#isWithheld(item.secret)) redacted += 1;
      }
      if (reports.length > MAX_MATCHED) {
        throw new AppError("too_many_records", `The report holds more than ${MAX_MATCHED} tokens; hand it in in parts.`);
      }
    }
    return { format, records, redacted, malformed, reports };
  }

  /** The whole tokens of the first field that has any. */
  #reportsOf(secret: ScannedSecret): Report[] {
    for (const text of secret.texts) {
      const read = text.slice(0, MAX_REPORT_CHARS);
      const whole = this.#needs.matcher.matchAll(read).filter((candidate) => this.#isWhole(candidate, read, secret));
      if (whole.length > 0) {
        const { place, type, url } = secret;
        return whole.map((candidate) => ({ token: candidate.text, type, url: cleanUrl(url), place: cleanPlace(place) }));
      }
    }
    return [];
  }

  /** A token that goes on behind what was left of it is not the token; one whose structure tells its end is, whatever stands behind. */
  #isWhole(candidate: Candidate, text: string, { redactions = [] }: ScannedSecret): boolean {
    if (candidate.wholeness === "truncated") return false;
    if (this.#needs.formats.get(candidate.format)?.selfDelimiting === true) return true;
    const behind = text.slice(candidate.end, candidate.end + MAX_MARK);
    return !MARK_BEHIND.test(behind) && !redactions.some((mark) => behind.startsWith(mark));
  }

  /** Whether the record speaks of a secret without telling it whole: no value, one with a mark in it, or the beginning of a token. */
  #isWithheld({ redactions = [], texts, valueless = false }: ScannedSecret): boolean {
    const [value] = texts;
    if (value === undefined || valueless || MARK.test(value) || redactions.some((mark) => value.includes(mark))) return true;
    return this.#needs.matcher.prefixes.some((prefix) => value.includes(prefix));
  }
}

const MAX_MARK = 200;
const MARK_BEHIND = /^(?:\.{3}|…|\*{3}|[•█▒]{3}|x{6}|\[?redacted)/iu;
const MARK = /\.{3}|…|\*{3}|[•█▒]{3}|redacted|\[?(?:masked|filtered|removed)\]?/iu;
