import type { Database } from "../../db/database.ts";
import type { Issuer, LateFacts, RemoteIssuer, RevokeOutcome, RevokeRequest } from "../../issuers/issuer.ts";
import { chunks, groupBy } from "../../kernel/collections.ts";
import { isUnavailable, messageOf } from "../../kernel/errors.ts";
import { bisect } from "../../kernel/flow/bisect.ts";
import type { Logger } from "../../kernel/log.ts";
import { cleanLine } from "../../kernel/text.ts";
import { LeaseLost, type TakenBatch } from "../../obligations/lease.ts";
import { EXHAUSTED, isExhausted, type Obligation, type ObligationKind } from "../../obligations/obligation.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { contactsOf } from "../owners.ts";
import { type Sealer, sealContext } from "../sealing/sealer.ts";
import type { IncidentSettings } from "../settings.ts";
import { type ElsewhereIncident, type LearntFacts, lockElsewhere, readElsewhere, recordLearnt } from "./elsewhere.sql.ts";
import { type Answer, reportSettlement, type Step, settle } from "./settlement.ts";

export interface ElsewhereNeeds {
  readonly db: Database;
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly sealer: Sealer;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly settings: IncidentSettings;
  /** How long a suspended token of this format, reported by this source, waits; null: until a person decides. */
  readonly suspendHours: (format: string, source: string) => number | null;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

/** What an issuer answered to what it was asked about one incident. */
interface Asked {
  readonly step: Step;
  readonly outcome: RevokeOutcome;
}

const NO_SUCH_ISSUER: RevokeOutcome = { kind: "action_needed", reason: "its issuer is not configured any more" };
const NO_SUSPENSION: RevokeOutcome = { kind: "action_needed", reason: "its issuer cannot suspend tokens any more" };
const NO_TOKEN: RevokeOutcome = {
  kind: "action_needed",
  reason: "its issuer can revoke only what it is shown, and the token itself was not kept",
};
const NO_ANSWER: RevokeOutcome = { kind: "retry_later", reason: "its issuer gave no answer for this token" };
const GIVEN_UP: RevokeOutcome = { kind: "action_needed", reason: EXHAUSTED };
const UNEXPECTED: RevokeOutcome = { kind: "retry_later", reason: "an unexpected error on our side" };

const FACT_MAX = 200;

/**
 * Meets `revoke_elsewhere` obligations: the issuer is called first, outside any transaction and safely again, and its answer
 * is recorded before it is called for the next tokens. A process that dies in between costs one repeated call.
 */
export class ElsewhereRevoker {
  readonly #needs: ElsewhereNeeds;

  constructor(needs: ElsewhereNeeds) {
    this.#needs = needs;
  }

  async run(batch: TakenBatch): Promise<void> {
    const exhausted = batch.obligations.filter(isExhausted);
    if (exhausted.length > 0) await this.#withoutAsking(batch, null, exhausted, GIVEN_UP);
    const able = batch.obligations.filter((obligation) => !isExhausted(obligation));
    const issuerOf = new Map((await readElsewhere(this.#needs.db, incidentIds(batch.obligations))).map(({ id, issuer }) => [id, issuer]));
    for (const [issuerId, group] of groupBy(able, ({ incidentId }) => issuerOf.get(incidentId!) ?? "")) {
      const issuer = this.#needs.issuers.get(issuerId);
      const remote = issuer?.where === "elsewhere" ? issuer : null;
      for (const chunk of chunks(group, remote?.batch ?? group.length)) await this.#eachOnItsOwn(batch, remote, chunk);
    }
  }

  /** What fails together is halved until the one bad incident stands alone, so that it never blocks the rest. */
  async #eachOnItsOwn(batch: TakenBatch, issuer: RemoteIssuer | null, obligations: readonly Obligation[]): Promise<void> {
    await bisect(obligations, {
      run: (some) => this.#work(batch, issuer, some),
      isPoison: (error) => !isUnavailable(error) && !(error instanceof LeaseLost),
      poisoned: async (obligation, error) => {
        this.#needs.log.error({ incident: obligation.incidentId, error: messageOf(error) }, "a revocation failed");
        await this.#withoutAsking(batch, issuer, [obligation], UNEXPECTED);
      },
    });
  }

  /** Records an outcome without asking anybody. */
  async #withoutAsking(
    batch: TakenBatch,
    issuer: RemoteIssuer | null,
    obligations: readonly Obligation[],
    outcome: RevokeOutcome,
  ): Promise<void> {
    const incidents = await readElsewhere(this.#needs.db, incidentIds(obligations));
    const asked = incidents.flatMap((incident): [string, Asked][] => {
      const step = stepOf(incident);
      return step === null ? [] : [[incident.id, { step, outcome }]];
    });
    await this.#record(batch, issuer, obligations, new Map(asked));
  }

  async #work(batch: TakenBatch, issuer: RemoteIssuer | null, obligations: readonly Obligation[]): Promise<void[]> {
    const incidents = await readElsewhere(this.#needs.db, incidentIds(obligations));
    const asked = new Map<string, Asked>();
    for (const [step, group] of groupBy(incidents, stepOf)) {
      if (step === null) continue;
      const outcomes = await this.#ask(issuer, step, group);
      for (const [index, { id }] of group.entries()) asked.set(id, { step, outcome: outcomes[index] ?? NO_ANSWER });
    }
    await this.#record(batch, issuer, obligations, asked);
    return [];
  }

  async #ask(issuer: RemoteIssuer | null, step: Step, incidents: readonly ElsewhereIncident[]): Promise<readonly RevokeOutcome[]> {
    if (issuer === null) return incidents.map(() => NO_SUCH_ISSUER);
    if (step === "suspend" && issuer.suspend === null) return incidents.map(() => NO_SUSPENSION);
    const prepared = await Promise.all(incidents.map((incident) => this.#requestOf(issuer, incident)));
    const requests = prepared.flatMap((one) => ("kind" in one ? [] : [one]));
    const answers = requests.length === 0 ? [] : await (step === "suspend" ? issuer.suspend!(requests) : issuer.revoke(requests));
    let next = 0;
    return prepared.map((one) => ("kind" in one ? one : (answers[next++] ?? NO_ANSWER)));
  }

  /** The request; or the outcome when there is nothing to ask with. */
  async #requestOf(issuer: RemoteIssuer, incident: ElsewhereIncident): Promise<RevokeRequest | RevokeOutcome> {
    const { id, round, sealedToken, suspended, tokenId } = incident;
    const request = {
      tokenId,
      incidentId: id,
      idempotencyKey: `${id}-${round}${suspended ? "-finish" : ""}`,
      reason: `leaked (incident ${id})`,
    };
    if (!issuer.needsToken) return { ...request, token: null };
    if (sealedToken === null) return NO_TOKEN;
    const opened = await this.#needs.sealer.open(sealedToken, sealContext(id));
    if (opened.ok) return { ...request, token: opened.value };
    const reason =
      opened.reason === "key_missing"
        ? `the token is sealed with the key ${opened.kid}, which is not in SEALING_KEYS: put it back and retry`
        : "the sealed token cannot be opened: it was changed, or belongs to another incident";
    return { kind: "action_needed", reason };
  }

  async #record(
    batch: TakenBatch,
    issuer: RemoteIssuer | null,
    obligations: readonly Obligation[],
    asked: ReadonlyMap<string, Asked>,
  ): Promise<void> {
    const { db, settings } = this.#needs;
    const settlement = await db.transaction(async (tx) => {
      const incidents = new Map((await lockElsewhere(tx, incidentIds(obligations))).map((incident) => [incident.id, incident]));
      const answers = obligations.map((obligation) =>
        this.#answerOf(obligation, incidents.get(obligation.incidentId!), asked.get(obligation.incidentId!), issuer),
      );
      recordLearnt(
        tx,
        answers.flatMap(({ learnt }) => (learnt === null ? [] : [learnt])),
      );
      return await settle(tx, batch, answers, settings);
    });
    reportSettlement(this.#needs, settlement);
  }

  /** An incident that is not to be revoked any more, or not as it was asked, has no answer: its obligation is moot. */
  #answerOf(
    obligation: Obligation,
    incident: ElsewhereIncident | undefined,
    asked: Asked | undefined,
    issuer: RemoteIssuer | null,
  ): Answer & { readonly learnt: LearntFacts | null } {
    if (incident === undefined || asked === undefined || stepOf(incident) !== asked.step) {
      return { obligation, incident: null, outcome: null, learnt: null };
    }
    const learnt = learntFrom(incident, asked.outcome);
    const { format, source, verdictDetail } = incident;
    const elsewhere = {
      step: asked.step,
      tellsOwner: issuer?.tellsOwners === true,
      unverified: verdictDetail === "issuer_decides",
      finishAfterHours: this.#needs.suspendHours(format, source),
    };
    return { obligation, incident: { ...incident, ...learnt }, outcome: asked.outcome, elsewhere, learnt };
  }
}

/** Null: there is nothing to do for it any more. That its owner could not be told is no reason to let a suspended token be. */
function stepOf({ contested, plan, state, suspended }: ElsewhereIncident): Step | null {
  if (suspended) return state === "revoking" || state === "revoked" || (state === "needs_attention" && !contested) ? "finish" : null;
  if (state !== "revoking") return null;
  return plan ?? "revoke";
}

function incidentIds(obligations: readonly Obligation[]): string[] {
  return obligations.map((obligation) => obligation.incidentId!);
}

/** What the issuer told no sooner than now; it fills gaps and changes nothing that was known. */
function learntFrom(incident: ElsewhereIncident, outcome: RevokeOutcome): LearntFacts | null {
  const confirmed = incident.verdictDetail === "issuer_decides" && (outcome.kind === "revoked" || outcome.kind === "already");
  const facts: LateFacts = "facts" in outcome ? (outcome.facts ?? {}) : {};
  if (!confirmed && facts.name === undefined && facts.owner === undefined) return null;
  const knowsOwner = incident.ownerName !== null || facts.owner === undefined;
  return {
    id: incident.id,
    confirmed,
    tokenName: incident.tokenName ?? (facts.name === undefined ? null : cleanLine(facts.name, FACT_MAX)),
    ownerName: knowsOwner ? incident.ownerName : cleanLine(facts.owner.name, FACT_MAX),
    ownerEmail: knowsOwner ? incident.ownerEmail : facts.owner.email,
    ownerLocale: knowsOwner ? incident.ownerLocale : facts.owner.locale,
    contacts: knowsOwner ? incident.contacts : contactsOf(facts.owner),
  };
}
