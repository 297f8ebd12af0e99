import type { Database } from "../../db/database.ts";
import type { Issuer, LocalIssuer, RevokeOutcome, RevokeRequest } from "../../issuers/issuer.ts";
import { groupBy } from "../../kernel/collections.ts";
import { isUnavailable, messageOf } from "../../kernel/errors.ts";
import type { Logger } from "../../kernel/log.ts";
import { LeaseLost, type TakenBatch } from "../../obligations/lease.ts";
import type { Obligation, ObligationKind } from "../../obligations/obligation.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { lockRevokable, type RevokableIncident, readIncidents } from "./revoke.sql.ts";
import { type Answer, type Settlement, settle } from "./settlement.ts";

export interface RevokerNeeds {
  readonly db: Database;
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly mailHost: string;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

type Outcomes = ReadonlyMap<string, RevokeOutcome>;

/**
 * Meets `revoke` obligations. With an issuer in our own database, the revocation and its record are one transaction;
 * with one elsewhere, the call comes first and is safe to repeat.
 */
export class Revoker {
  readonly #needs: RevokerNeeds;

  constructor(needs: RevokerNeeds) {
    this.#needs = needs;
  }

  async run(batch: TakenBatch): Promise<void> {
    const incidents = await readIncidents(this.#needs.db, incidentIds(batch.obligations));
    const issuerOf = new Map(incidents.map((incident) => [incident.id, incident.issuer]));
    for (const [issuerId, obligations] of groupBy(batch.obligations, (obligation) => issuerOf.get(obligation.incidentId!) ?? "")) {
      await this.#revokeTogether(batch, issuerId, obligations);
    }
  }

  /** A batch that fails is tried again one by one, so that one bad incident never blocks the rest. */
  async #revokeTogether(batch: TakenBatch, issuerId: string, obligations: readonly Obligation[]): Promise<void> {
    try {
      await this.#revoke(batch, issuerId, obligations);
    } catch (error) {
      if (isUnavailable(error) || error instanceof LeaseLost) throw error;
      if (obligations.length > 1) {
        for (const obligation of obligations) await this.#revokeTogether(batch, issuerId, [obligation]);
        return;
      }
      const [obligation] = obligations;
      this.#needs.log.error({ incident: obligation!.incidentId, error: messageOf(error) }, "a revocation failed");
      await this.#record(batch, issuerId, obligations, new Map([[obligation!.incidentId!, UNEXPECTED]]));
    }
  }

  async #revoke(batch: TakenBatch, issuerId: string, obligations: readonly Obligation[]): Promise<void> {
    const issuer = this.#needs.issuers.get(issuerId);
    if (issuer?.where === "here") {
      await this.#revokeHere(batch, issuer, obligations);
      return;
    }
    const wanted = (await readIncidents(this.#needs.db, incidentIds(obligations))).filter(isRevoking);
    const outcomes = issuer === undefined ? wanted.map(() => NO_SUCH_ISSUER) : await issuer.revoke(wanted.map(requestOf));
    await this.#record(batch, issuerId, obligations, byIncident(wanted, outcomes));
  }

  async #revokeHere(batch: TakenBatch, issuer: LocalIssuer, obligations: readonly Obligation[]): Promise<void> {
    const settlement = await this.#needs.db.transaction(async (tx) => {
      const incidents = await lockRevokable(tx, incidentIds(obligations));
      const wanted = incidents.filter(isRevoking);
      const outcomes = byIncident(wanted, await issuer.revoke(wanted.map(requestOf), tx));
      return await settle(tx, batch, answersOf(obligations, incidents, outcomes), this.#needs.mailHost);
    });
    this.#report(issuer.id, settlement);
  }

  async #record(batch: TakenBatch, issuerId: string, obligations: readonly Obligation[], outcomes: Outcomes): Promise<void> {
    const settlement = await this.#needs.db.transaction(async (tx) => {
      const incidents = await lockRevokable(tx, incidentIds(obligations));
      return await settle(tx, batch, answersOf(obligations, incidents, outcomes), this.#needs.mailHost);
    });
    this.#report(issuerId, settlement);
  }

  #report(issuerId: string, { notices, outcomes, seconds, unreachable }: Settlement): void {
    const { metrics, wake } = this.#needs;
    for (const value of seconds) metrics.reportToRevoke.observe(value);
    for (const outcome of outcomes) metrics.revocations.inc({ target: issuerId, outcome });
    if (unreachable > 0) metrics.noticesSkipped.inc({ reason: "no_address" }, unreachable);
    if (notices > 0) wake(["notify"]);
  }
}

const NO_SUCH_ISSUER: RevokeOutcome = { kind: "action_needed", reason: "its issuer is not configured any more" };
const UNEXPECTED: RevokeOutcome = { kind: "retry_later", reason: "an unexpected error on our side" };

function isRevoking(incident: RevokableIncident): boolean {
  return incident.state === "revoking" && incident.tokenId !== null;
}

function incidentIds(obligations: readonly Obligation[]): string[] {
  return obligations.map((obligation) => obligation.incidentId!);
}

function requestOf(incident: RevokableIncident): RevokeRequest {
  return { tokenId: incident.tokenId!, reason: `leaked (incident ${incident.id})` };
}

function byIncident(incidents: readonly RevokableIncident[], outcomes: readonly RevokeOutcome[]): Outcomes {
  return new Map(incidents.map(({ id }, index) => [id, outcomes[index]!]));
}

/** An incident that is not to be revoked any more has no answer: its obligation is moot. */
function answersOf(obligations: readonly Obligation[], incidents: readonly RevokableIncident[], outcomes: Outcomes): Answer[] {
  const revoking = new Map(incidents.filter(isRevoking).map((incident) => [incident.id, incident]));
  return obligations.map((obligation) => ({
    obligation,
    incident: revoking.get(obligation.incidentId!) ?? null,
    outcome: outcomes.get(obligation.incidentId!) ?? null,
  }));
}
