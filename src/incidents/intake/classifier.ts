import { setImmediate as nextTurn } from "node:timers/promises";
import type { Queryable } from "../../db/database.ts";
import type { Candidate, Format } from "../../formats/format.ts";
import type { Matcher } from "../../formats/matcher.ts";
import { type Issuer, type KnownToken, type LocalIssuer, type LookupAnswer, NOBODY, NotNow } from "../../issuers/issuer.ts";
import type { Clock } from "../../kernel/clock.ts";
import { chunks, groupBy } from "../../kernel/collections.ts";
import { isUnavailable, messageOf } from "../../kernel/errors.ts";
import { within } from "../../kernel/flow/within.ts";
import type { Fingerprint, Keyring } from "../../kernel/keyring.ts";
import type { Secret } from "../../kernel/secret.ts";
import { type Judgement, judge } from "../verdict.ts";
import { readDatabaseTime, recallCopies } from "./memory.sql.ts";

/** A candidate that was looked up and judged. */
export interface Finding {
  readonly candidate: Candidate;
  readonly issuer: Issuer;
  /** Without its credential: keys are dropped as soon as the proof is made. */
  readonly known: TokenFacts | null;
  readonly judgement: Judgement;
  /** One per credential when possession is proven, whatever copy leaked; else one per exact token. */
  readonly fingerprint: Fingerprint;
  /** What is remembered of a token that lives elsewhere; null for one of our own. */
  readonly elsewhere: SeenElsewhere | null;
}

export interface SeenElsewhere {
  /** When its issuer was asked, by our database's clock: what it said may be out of date since. */
  readonly askedAt: Date;
  /** Of this exact copy, whatever is known of it: its issuer may forget what it revokes. */
  readonly copy: Fingerprint;
}

/** A candidate whose issuer could not be asked, or not in time. */
export interface Undecided {
  readonly candidate: Candidate;
  readonly undecided: string;
}

export interface ClassifierNeeds {
  readonly matcher: Matcher;
  readonly formats: ReadonlyMap<string, Format>;
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** Our own database, to remember what issuers elsewhere forget. */
  readonly db: Queryable;
}

/** How long an issuer elsewhere may take, in ms; null: as long as it has itself. */
export interface Patience {
  readonly elsewhereMs: number | null;
}

// Matching and proving take about 20 µs a record: 500 records hold the event loop for about 10 ms.
const TURN = 500;

// Credentials of one look-up are in memory at once.
const LOOKUP = 5_000;

/** From strings to findings: one format per string, one lookup per issuer, then the verdict. Issuers elsewhere are asked beside each other. */
export class Classifier {
  readonly #needs: ClassifierNeeds;

  constructor(needs: ClassifierNeeds) {
    this.#needs = needs;
  }

  /** The answer has the order of `texts`; null where no token format matched. */
  async classify(texts: readonly (Secret | null)[], patience: Patience): Promise<(Finding | Undecided | null)[]> {
    const candidates: (Candidate | null)[] = [];
    for (const turn of chunks(texts, TURN)) {
      for (const text of turn) candidates.push(text === null ? null : this.#needs.matcher.match(text.reveal("match token formats")));
      if (texts.length > TURN) await nextTurn();
    }
    const found = candidates.filter((candidate) => candidate !== null);
    const judged = new Map((await this.#judgeAll(found, patience)).map((finding) => [finding.candidate, finding]));
    return candidates.map((candidate) => (candidate === null ? null : (judged.get(candidate) ?? null)));
  }

  /** Looks candidates of one issuer of ours up again, to see whether a first verdict is stale. @throws AppError `unavailable` */
  async judgeAgain(issuer: LocalIssuer, candidates: readonly Candidate[]): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const batch of chunks(candidates, LOOKUP)) {
      findings.push(...(await this.#judgeBatch(batch, await issuer.lookup(batch), issuer, null)));
    }
    return findings;
  }

  async #judgeAll(candidates: readonly Candidate[], patience: Patience): Promise<(Finding | Undecided)[]> {
    const groups = [...groupBy(candidates, (candidate) => this.#issuerOf(candidate))];
    const judged = await Promise.all(
      groups.map(([issuer, group]) =>
        issuer.where === "here" ? this.judgeAgain(issuer, group) : this.#judgeElsewhere(issuer, group, patience),
      ),
    );
    return judged.flat();
  }

  /** An issuer that is slow or away leaves its own candidates undecided, and nobody else's. */
  async #judgeElsewhere(issuer: Issuer, candidates: readonly Candidate[], { elsewhereMs }: Patience): Promise<(Finding | Undecided)[]> {
    const undecided = (why: string): Undecided[] => candidates.map((candidate) => ({ candidate, undecided: why }));
    const judging = (async (): Promise<(Finding | Undecided)[]> => {
      try {
        const askedAt = await readDatabaseTime(this.#needs.db);
        const answers = await issuer.lookup(candidates);
        const answered = candidates.filter((_, index) => !(answers[index] instanceof NotNow));
        const told = answers.filter((answer): answer is LookupAnswer => !(answer instanceof NotNow));
        const left = candidates.flatMap((candidate, index): Undecided[] => {
          const answer = answers[index];
          return answer instanceof NotNow ? [{ candidate, undecided: answer.why }] : [];
        });
        return [...(await this.#recognise(await this.#judgeBatch(answered, told, issuer, askedAt))), ...left];
      } catch (error) {
        if (isUnavailable(error)) return undecided(messageOf(error));
        throw error;
      }
    })();
    return elsewhereMs === null ? await judging : await within(elsewhereMs, judging, () => undecided(`the issuer "${issuer.id}" is slow`));
  }

  /** What its issuer has forgotten since it revoked it is still the incident that it was. */
  async #recognise(findings: readonly Finding[]): Promise<Finding[]> {
    const forgotten = findings.filter(({ judgement }) => judgement.detail === "no_such_token");
    if (forgotten.length === 0) return [...findings];
    const remembered = await recallCopies(
      this.#needs.db,
      forgotten.map(({ elsewhere }) => elsewhere!.copy),
    );
    const copies = new Map(remembered.map((row) => [row.copy, row]));
    return findings.map((finding) => {
      const row = copies.get(finding.elsewhere!.copy);
      if (row === undefined || finding.judgement.detail !== "no_such_token") return finding;
      const judgement: Judgement = row.revoked ? { verdict: "inactive", detail: "revoked", copy: null } : finding.judgement;
      return { ...finding, fingerprint: row.fingerprint, judgement };
    });
  }

  async #judgeBatch(
    candidates: readonly Candidate[],
    answers: readonly LookupAnswer[],
    issuer: Issuer,
    askedAt: Date | null,
  ): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const [index, candidate] of candidates.entries()) {
      findings.push(await this.#judge(candidate, answers[index] ?? null, issuer, askedAt));
      if (index % TURN === TURN - 1) await nextTurn();
    }
    return findings;
  }

  async #judge(candidate: Candidate, answer: LookupAnswer, issuer: Issuer, askedAt: Date | null): Promise<Finding> {
    const { clock, formats, keyring } = this.#needs;
    const judgement = await judge(candidate, answer, formats.get(candidate.format)!, clock.now());
    const known = answer === "cannot_tell" ? null : answer;
    const provenId = judgement.copy === null ? null : (known?.id ?? null);
    const copy = (): Fingerprint => keyring.fingerprint("candidate", candidate.format, candidate.bytes.reveal("fingerprint"));
    const fingerprint = provenId === null ? copy() : keyring.fingerprint("credential", issuer.id, provenId);
    const elsewhere = askedAt && { askedAt, copy: copy() };
    return { candidate, issuer, known: known && factsOf(known), judgement, fingerprint, elsewhere };
  }

  // compose.ts refuses to start when a format names an issuer that does not exist, and has somebody for those that name none.
  #issuerOf(candidate: Candidate): Issuer {
    return this.#needs.issuers.get(this.#needs.formats.get(candidate.format)!.issuer ?? NOBODY)!;
  }
}

/** What an incident keeps of a known token. */
export type TokenFacts = Pick<KnownToken, "id" | "name" | "owner" | "createdAt" | "lastUsedAt">;

function factsOf({ createdAt, id, lastUsedAt, name, owner }: KnownToken): TokenFacts {
  return { createdAt, id, lastUsedAt, name, owner };
}

export function isUndecided(judged: Finding | Undecided): judged is Undecided {
  return "undecided" in judged;
}
