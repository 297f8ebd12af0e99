import { setImmediate as nextTurn } from "node:timers/promises";
import type { Candidate, Format } from "../../formats/format.ts";
import type { Matcher } from "../../formats/matcher.ts";
import type { Issuer, KnownToken } from "../../issuers/issuer.ts";
import type { Clock } from "../../kernel/clock.ts";
import { chunks, groupBy } from "../../kernel/collections.ts";
import type { Fingerprint, Keyring } from "../../kernel/keyring.ts";
import type { Secret } from "../../kernel/secret.ts";
import { type Judgement, judge } from "../verdict.ts";

/** A candidate that was looked up and judged. */
export interface Finding {
  readonly candidate: Candidate;
  readonly issuer: Issuer;
  /** Without its credential: keys are dropped as soon as the proof is made. */
  readonly known: TokenFacts | null;
  readonly judgement: Judgement;
  /** One per credential when possession is proven, whatever copy leaked; else one per exact token. */
  readonly fingerprint: Fingerprint;
}

export interface ClassifierNeeds {
  readonly matcher: Matcher;
  readonly formats: ReadonlyMap<string, Format>;
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly keyring: Keyring;
  readonly clock: Clock;
}

// Matching and proving take about 20 µs a record: 500 records hold the event loop for about 10 ms.
const TURN = 500;

// Credentials of one look-up are in memory at once.
const LOOKUP = 5_000;

/** From strings to findings: one format per string, one lookup per issuer, then the verdict. */
export class Classifier {
  readonly #needs: ClassifierNeeds;

  constructor(needs: ClassifierNeeds) {
    this.#needs = needs;
  }

  /** The answer has the order of `texts`; null where no token format matched. */
  async classify(texts: readonly (Secret | null)[]): Promise<(Finding | null)[]> {
    const candidates: (Candidate | null)[] = [];
    for (const turn of chunks(texts, TURN)) {
      for (const text of turn) candidates.push(text === null ? null : this.#needs.matcher.match(text.reveal("match token formats")));
      if (texts.length > TURN) await nextTurn();
    }
    const found = candidates.filter((candidate) => candidate !== null);
    const findings = new Map((await this.judgeAll(found)).map((finding) => [finding.candidate, finding]));
    return candidates.map((candidate) => (candidate === null ? null : (findings.get(candidate) ?? null)));
  }

  /** Looks candidates up and judges them; also used again for those whose first verdict may be stale. */
  async judgeAll(candidates: readonly Candidate[]): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (const [issuer, group] of groupBy(candidates, (candidate) => this.#issuerOf(candidate))) {
      for (const batch of chunks(group, LOOKUP)) findings.push(...(await this.#judgeBatch(batch, issuer)));
    }
    return findings;
  }

  async #judgeBatch(candidates: readonly Candidate[], issuer: Issuer): Promise<Finding[]> {
    const known = await issuer.lookup(candidates);
    const findings: Finding[] = [];
    for (const [index, candidate] of candidates.entries()) {
      findings.push(this.#judge(candidate, known[index] ?? null, issuer));
      if (index % TURN === TURN - 1) await nextTurn();
    }
    return findings;
  }

  #judge(candidate: Candidate, known: KnownToken | null, issuer: Issuer): Finding {
    const { clock, formats, keyring } = this.#needs;
    const judgement = judge(candidate, known, formats.get(candidate.format)!, clock.now());
    const proven = known !== null && judgement.copy !== null;
    const fingerprint = proven
      ? keyring.fingerprint("credential", issuer.id, known.id)
      : keyring.fingerprint("candidate", candidate.format, candidate.bytes.reveal("fingerprint"));
    return { candidate, issuer, known: known && factsOf(known), judgement, fingerprint };
  }

  // compose.ts refuses to start when a format names an issuer that does not exist.
  #issuerOf(candidate: Candidate): Issuer {
    return this.#needs.issuers.get(this.#needs.formats.get(candidate.format)!.issuer)!;
  }
}

/** What an incident keeps of a known token. */
export type TokenFacts = Pick<KnownToken, "id" | "name" | "owner" | "createdAt" | "lastUsedAt">;

function factsOf({ createdAt, id, lastUsedAt, name, owner }: KnownToken): TokenFacts {
  return { createdAt, id, lastUsedAt, name, owner };
}
