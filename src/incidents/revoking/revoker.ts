import type { Database } from "../../db/database.ts";
import type { Issuer, RevokeOutcome, RevokeRequest } from "../../issuers/issuer.ts";
import { groupBy } from "../../kernel/collections.ts";
import { isUnavailable, messageOf } from "../../kernel/errors.ts";
import { bisect } from "../../kernel/flow/bisect.ts";
import type { Logger } from "../../kernel/log.ts";
import { LeaseLost, type TakenBatch } from "../../obligations/lease.ts";
import { EXHAUSTED, isExhausted, type Obligation, type ObligationKind } from "../../obligations/obligation.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { IncidentSettings } from "../settings.ts";
import { lockRevokable, type RevokableIncident } from "./revoke.sql.ts";
import { type Answer, reportSettlement, settle } from "./settlement.ts";

export interface RevokerNeeds {
  readonly db: Database;
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly settings: IncidentSettings;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

const NOT_HERE: RevokeOutcome = { kind: "action_needed", reason: "its issuer is not configured any more" };
const NO_ANSWER: RevokeOutcome = { kind: "retry_later", reason: "its issuer gave no answer for this token" };
const GIVEN_UP: RevokeOutcome = { kind: "action_needed", reason: EXHAUSTED };
const UNEXPECTED: RevokeOutcome = { kind: "retry_later", reason: "an unexpected error on our side" };

/** Meets `revoke` obligations: the tokens are in our own database, so revoking them and recording it is one transaction. */
export class Revoker {
  readonly #needs: RevokerNeeds;

  constructor(needs: RevokerNeeds) {
    this.#needs = needs;
  }

  /** A batch that fails is halved until the bad incident stands alone, so that it never blocks the rest. */
  async run(batch: TakenBatch): Promise<void> {
    const exhausted = batch.obligations.filter(isExhausted);
    if (exhausted.length > 0) await this.#revoke(batch, exhausted, GIVEN_UP);
    const able = batch.obligations.filter((obligation) => !isExhausted(obligation));
    if (able.length === 0) return;
    await bisect(able, {
      run: (obligations) => this.#revoke(batch, obligations),
      isPoison: (error) => !isUnavailable(error) && !(error instanceof LeaseLost),
      poisoned: async (obligation, error) => {
        this.#needs.log.error({ incident: obligation.incidentId, error: messageOf(error) }, "a revocation failed");
        await this.#revoke(batch, [obligation], UNEXPECTED);
      },
    });
  }

  async #revoke(batch: TakenBatch, obligations: readonly Obligation[], instead?: RevokeOutcome): Promise<void[]> {
    const { db, issuers, settings } = this.#needs;
    const settlement = await db.transaction(async (tx) => {
      const incidents = (await lockRevokable(tx, incidentIds(obligations))).filter(isRevoking);
      const outcomes = new Map<string, RevokeOutcome>();
      for (const [issuerId, group] of groupBy(incidents, (incident) => incident.issuer)) {
        const issuer = issuers.get(issuerId);
        const answers = instead === undefined && issuer?.where === "here" ? await issuer.revoke(group.map(requestOf), tx) : [];
        const otherwise = instead ?? (issuer?.where === "here" ? NO_ANSWER : NOT_HERE);
        for (const [index, { id }] of group.entries()) outcomes.set(id, answers[index] ?? otherwise);
      }
      return await settle(tx, batch, answersOf(obligations, incidents, outcomes), settings);
    });
    reportSettlement(this.#needs, settlement);
    return [];
  }
}

function isRevoking(incident: RevokableIncident): boolean {
  return incident.state === "revoking" && incident.tokenId !== null;
}

function incidentIds(obligations: readonly Obligation[]): string[] {
  return obligations.map((obligation) => obligation.incidentId!);
}

function requestOf({ id, round, tokenId }: RevokableIncident): RevokeRequest {
  return { tokenId, incidentId: id, idempotencyKey: `${id}-${round}`, reason: `leaked (incident ${id})`, token: null };
}

/** An incident that is not to be revoked any more has no answer: its obligation is moot. */
function answersOf(
  obligations: readonly Obligation[],
  revoking: readonly RevokableIncident[],
  outcomes: ReadonlyMap<string, RevokeOutcome>,
): Answer[] {
  const incidents = new Map(revoking.map((incident) => [incident.id, incident]));
  return obligations.map((obligation) => ({
    obligation,
    incident: incidents.get(obligation.incidentId!) ?? null,
    outcome: outcomes.get(obligation.incidentId!) ?? null,
  }));
}
