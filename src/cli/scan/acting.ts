import { AppError } from "../../kernel/errors.ts";
import type { Finding } from "../../scan/finding.ts";
import type { Service } from "./service.ts";

export interface ActingOptions {
  readonly service: Service;
  /** Ask for verdicts. */
  readonly verify: boolean;
  /** Hand findings in. */
  readonly report: boolean;
  /** They were there before. */
  readonly backFill: boolean;
}

/** In one delivery. */
const BATCH = 500;
/** Asked about at once, and in one scan. */
const AT_ONCE = 4;
const MAX_ASKED = 1_000;

/** What is done about findings while the report is written. The first failure ends it; the report goes on. */
export class Acting {
  readonly #options: ActingOptions;
  readonly #verdicts = new Map<string, Promise<string | null>>();
  #waiting: Finding[] = [];
  #reported = 0;
  #genuine = 0;
  #problem: string | null = null;

  constructor(options: ActingOptions) {
    this.#options = options;
  }

  /** The same findings, with verdicts where they were asked for. */
  async see(findings: readonly Finding[]): Promise<readonly Finding[]> {
    const seen = this.#options.verify ? await this.#verified(findings) : findings;
    if (this.#options.report) {
      for (const finding of findings) {
        this.#waiting.push(finding);
        if (this.#waiting.length === BATCH) await this.#report();
      }
    }
    return seen;
  }

  /** After the last. Answers what people want to know of it, and whether all went well. */
  async end(): Promise<{ readonly words: string | null; readonly failed: boolean }> {
    if (this.#waiting.length > 0) await this.#report();
    const { report, service } = this.#options;
    const done = report ? `Reported ${this.#reported} to ${service.host}: ${this.#genuine} of them are genuine.` : null;
    return this.#problem === null ? { words: done, failed: false } : { words: [done, this.#problem].join("\n").trim(), failed: true };
  }

  async #verified(findings: readonly Finding[]): Promise<readonly Finding[]> {
    const verified: Finding[] = [];
    for (let at = 0; at < findings.length; at += AT_ONCE) {
      const some = findings.slice(at, at + AT_ONCE);
      verified.push(...(await Promise.all(some.map(async (finding) => ({ ...finding, verdict: await this.#verdict(finding) })))));
    }
    return verified;
  }

  /** Null as well when it was not asked about. */
  async #verdict({ fingerprint, token }: Finding): Promise<string | null> {
    const known = this.#verdicts.get(fingerprint);
    if (known !== undefined) return await known;
    if (this.#verdicts.size === MAX_ASKED) this.#problem ??= `Only the first ${MAX_ASKED} tokens were verified.`;
    if (this.#problem !== null) return null;
    const asked = this.#options.service.verdictOf(token).catch((error: unknown) => this.#fail("verified", error));
    this.#verdicts.set(fingerprint, asked);
    return await asked;
  }

  async #report(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    if (this.#problem !== null) return;
    try {
      this.#genuine += await this.#options.service.report(batch, this.#options.backFill);
      this.#reported += batch.length;
    } catch (error) {
      this.#fail("reported", error);
    }
  }

  #fail(what: string, error: unknown): null {
    if (!(error instanceof AppError)) throw error;
    this.#problem ??= `Not everything was ${what}: ${error.message}`;
    return null;
  }
}
