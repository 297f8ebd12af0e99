import { setImmediate as nextTurn } from "node:timers/promises";
import type { Database } from "../../db/database.ts";
import type { Candidate } from "../../formats/format.ts";
import type { Matcher } from "../../formats/matcher.ts";
import { AppError, isUnavailable, messageOf } from "../../kernel/errors.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import type { Fingerprint, Keyring } from "../../kernel/keyring.ts";
import type { Logger } from "../../kernel/log.ts";
import type { TakenBatch } from "../../obligations/lease.ts";
import { type Failure, failureAfter, type Obligation, type ObligationKind, postponed } from "../../obligations/obligation.ts";
import { addObligations } from "../../obligations/obligations.sql.ts";
import { ANYONE } from "../../sources/direct.ts";
import type { Report } from "../../sources/source.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { inTraceOf } from "../../telemetry/tracing.ts";
import { type Classifier, type Finding, isUndecided, type Undecided } from "./classifier.ts";
import { forgetPostponed, insertPostponed, selectPostponed } from "./intake.sql.ts";
import type { Intake } from "./intake.ts";

/** What somebody hands in: texts that hold tokens, and where they were found. */
export interface Claim {
  readonly texts: readonly string[];
  /** Cleaned. */
  readonly url: string | null;
}

export interface ClaimsNeeds {
  readonly db: Database;
  readonly intake: Pick<Intake, "acceptLate">;
  readonly classifier: Classifier;
  readonly matcher: Matcher;
  readonly keyring: Keyring;
  readonly metrics: Pick<Metrics, "claims">;
  readonly log: Logger;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

const MAX_TOKENS = 1_000;

/**
 * What anyone may hand in. Taking a claim is the same work whatever it holds (sealed, and committed), so that neither the
 * answer nor its time tells anything; a job looks at it. Only proven tokens leave a trace: possession is the proof.
 */
export class Claims {
  readonly #needs: ClaimsNeeds;

  constructor(needs: ClaimsNeeds) {
    this.#needs = needs;
  }

  /** Returns after the commit. @throws AppError `unavailable` */
  async take(claim: Claim, receivedAt: Date): Promise<void> {
    const { db, keyring, wake } = this.#needs;
    const id = uuidv7();
    // Not of the content: a token that was restored may be handed in again.
    const bodyHash = keyring.fingerprint("claim", id);
    const sealed = keyring.seal(Buffer.from(JSON.stringify(claim)), sealContext(id));
    await db.transaction(async (tx) => {
      await insertPostponed(tx, { id, source: ANYONE.id, bodyHash, receivedAt, sealed, decided: null });
      addObligations(tx, [{ id: uuidv7(), kind: "examine", deliveryId: id }]);
    });
    wake(["examine"]);
  }

  /** Looks claims up together and accepts those that hold a proven token; one that fails is put off alone. */
  async examine(batch: TakenBatch): Promise<void> {
    const { db, log } = this.#needs;
    const opened: Opened[] = [];
    const failed: Failure[] = [];
    for (const obligation of batch.obligations) {
      try {
        const claim = await this.#open(obligation);
        if (claim !== null) opened.push(claim);
      } catch (error) {
        failed.push(failureOf(obligation, error));
      }
    }
    const together = await this.#judgeTogether(opened);
    const outcomes = await Promise.allSettled(opened.map((claim) => inTraceOf(claim.obligation.id, () => this.#settle(claim, together))));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === "rejected") failed.push(failureOf(opened[index]!.obligation, outcome.reason));
    }
    if (failed.length === 0) return;
    log.error({ claims: failed.length, error: failed[0]!.error }, "claims could not be accepted");
    await db.transaction((tx) => batch.fail(tx, failed));
  }

  async #open(obligation: Obligation): Promise<Opened | null> {
    const { db, keyring, matcher } = this.#needs;
    const id = obligation.deliveryId!;
    const row = await selectPostponed(db, id);
    if (row === null) return null;
    const { texts, url } = JSON.parse(keyring.unseal(row.sealed, sealContext(id)).toString()) as Claim;
    const candidates: Candidate[] = [];
    for (const text of texts) {
      if (candidates.length >= MAX_TOKENS) break;
      candidates.push(...matcher.matchAll(text));
      // Anybody may send megabytes: others get their turn after each text.
      await nextTurn();
    }
    return { obligation, bodyHash: row.bodyHash, receivedAt: row.receivedAt, url, candidates: candidates.slice(0, MAX_TOKENS) };
  }

  /** One look-up for all claims; what it cannot tell is left to a look-up of each, so that no claim waits for what another one holds. */
  async #judgeTogether(opened: readonly Opened[]): Promise<Judged> {
    try {
      return await this.#classify(opened);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      return new Map();
    }
  }

  async #classify(opened: readonly Opened[]): Promise<Judged> {
    const candidates = opened.flatMap((claim) => claim.candidates);
    const judged = await this.#needs.classifier.classify(
      candidates.map(({ text }) => text),
      { elsewhereMs: null },
    );
    return new Map(candidates.map((candidate, index) => [candidate, judged[index] ?? null]));
  }

  /** What is proven does not wait for what could not be looked up: that comes again, with the whole claim. */
  async #settle(claim: Opened, together: Judged): Promise<void> {
    const { db, intake, keyring, metrics } = this.#needs;
    const { bodyHash, candidates, receivedAt, url } = claim;
    const judged = isWholeIn(claim, together) ? together : await this.#classify([claim]);
    const reports = candidates
      .filter((candidate) => isProven(judged.get(candidate) ?? null))
      .map(({ text }): Report => ({ token: text, type: "", url, place: null }));
    const undecided = undecidedIn(claim, judged);
    const hash = undecided === null ? bodyHash : keyring.fingerprint("part of a claim", bodyHash, String(reports.length));
    const delivery = { source: ANYONE.id, bodyHash: hash };
    if (reports.length > 0) await intake.acceptLate({ ...delivery, reports, receivedAt, seal: null });
    if (undecided !== null) throw new AppError("unavailable", undecided);
    if (reports.length === 0) await db.transaction(async (tx) => await Promise.resolve(forgetPostponed(tx, [delivery])));
    metrics.claims.inc({ outcome: reports.length > 0 ? "proven" : "unproven" });
  }
}

/** What became of each candidate; null where it is no token. */
type Judged = ReadonlyMap<Candidate, Finding | Undecided | null>;

interface Opened {
  readonly obligation: Obligation;
  readonly bodyHash: Fingerprint;
  readonly receivedAt: Date;
  readonly url: string | null;
  readonly candidates: readonly Candidate[];
}

function isWholeIn(claim: Opened, judged: Judged): boolean {
  return claim.candidates.every((candidate) => judged.has(candidate)) && undecidedIn(claim, judged) === null;
}

/** Why something in the claim could not be looked up; null when all was. */
function undecidedIn({ candidates }: Opened, judged: Judged): string | null {
  for (const candidate of candidates) {
    const one = judged.get(candidate) ?? null;
    if (one !== null && isUndecided(one)) return one.undecided;
  }
  return null;
}

/** What waits for an issuer is a person's after some hours; a mistake of ours is never given up. */
function failureOf(obligation: Obligation, reason: unknown): Failure {
  return isUnavailable(reason) ? failureAfter(obligation, messageOf(reason)) : postponed(obligation, messageOf(reason));
}

function isProven(judged: Finding | Undecided | null): boolean {
  if (judged === null || isUndecided(judged)) return false;
  const { verdict } = judged.judgement;
  return verdict === "genuine" || verdict === "inactive";
}

function sealContext(deliveryId: string): string {
  return `claim ${deliveryId}`;
}
