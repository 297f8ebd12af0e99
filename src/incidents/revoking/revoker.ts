import type { Database } from "../../db/database.ts";
import type { Issuer, RevokeOutcome, RevokeRequest } from "../../issuers/issuer.ts";
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

/** What an issuer outside our database has to be asked about. */
interface Elsewhere {
  readonly incident: RevokableIncident;
  readonly obligation: Obligation;
}

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
    const elsewhere = await this.#eachOnItsOwn(batch, batch.obligations, (obligations) => this.#revokeHere(batch, obligations));
    for (const [issuerId, group] of groupBy(elsewhere, ({ incident }) => incident.issuer)) {
      const obligations = group.map(({ obligation }) => obligation);
      await this.#eachOnItsOwn(batch, obligations, (some) => this.#revokeElsewhere(batch, issuerId, some));
    }
  }

  /** A batch that fails is tried again one by one, so that one bad incident never blocks the rest. */
  async #eachOnItsOwn<T>(
    batch: TakenBatch,
    obligations: readonly Obligation[],
    work: (some: readonly Obligation[]) => Promise<T[]>,
  ): Promise<T[]> {
    try {
      return await work(obligations);
    } catch (error) {
      if (isUnavailable(error) || error instanceof LeaseLost) throw error;
      if (obligations.length > 1) {
        const results: T[] = [];
        for (const obligation of obligations) results.push(...(await this.#eachOnItsOwn(batch, [obligation], work)));
        return results;
      }
      const [obligation] = obligations;
      this.#needs.log.error({ incident: obligation!.incidentId, error: messageOf(error) }, "a revocation failed");
      await this.#record(batch, obligations, new Map([[obligation!.incidentId!, UNEXPECTED]]));
      return [];
    }
  }

  /** Revokes what is in our own database and records it, in one transaction; answers what is elsewhere. */
  async #revokeHere(batch: TakenBatch, obligations: readonly Obligation[]): Promise<Elsewhere[]> {
    const { db, issuers, mailHost } = this.#needs;
    const elsewhere: Elsewhere[] = [];
    const settlement = await db.transaction(async (tx) => {
      elsewhere.length = 0;
      const incidents = await lockRevokable(tx, incidentIds(obligations));
      const outcomes = new Map<string, RevokeOutcome>();
      for (const [issuerId, group] of groupBy(incidents.filter(isRevoking), (incident) => incident.issuer)) {
        const issuer = issuers.get(issuerId);
        if (issuer?.where === "here") assign(outcomes, group, await issuer.revoke(group.map(requestOf), tx));
        else
          elsewhere.push(
            ...group.map((incident) => ({ incident, obligation: obligations.find(({ incidentId }) => incidentId === incident.id)! })),
          );
      }
      const later = new Set(elsewhere.map(({ obligation }) => obligation));
      const settled = obligations.filter((obligation) => !later.has(obligation));
      return await settle(tx, batch, answersOf(settled, incidents, outcomes), mailHost);
    });
    this.#report(settlement);
    return elsewhere;
  }

  async #revokeElsewhere(batch: TakenBatch, issuerId: string, obligations: readonly Obligation[]): Promise<never[]> {
    const issuer = this.#needs.issuers.get(issuerId);
    const wanted = (await readIncidents(this.#needs.db, incidentIds(obligations))).filter(isRevoking);
    const answers = issuer?.where === "elsewhere" ? await issuer.revoke(wanted.map(requestOf)) : wanted.map(() => NO_SUCH_ISSUER);
    const outcomes = new Map<string, RevokeOutcome>();
    assign(outcomes, wanted, answers);
    await this.#record(batch, obligations, outcomes);
    return [];
  }

  async #record(batch: TakenBatch, obligations: readonly Obligation[], outcomes: Outcomes): Promise<void> {
    const { db, mailHost } = this.#needs;
    const settlement = await db.transaction(async (tx) => {
      const incidents = await lockRevokable(tx, incidentIds(obligations));
      return await settle(tx, batch, answersOf(obligations, incidents, outcomes), mailHost);
    });
    this.#report(settlement);
  }

  #report({ notices, outcomes, seconds, unreachable }: Settlement): void {
    const { metrics, wake } = this.#needs;
    for (const value of seconds) metrics.reportToRevoke.observe(value);
    for (const outcome of outcomes) metrics.revocations.inc(outcome);
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

function assign(outcomes: Map<string, RevokeOutcome>, incidents: readonly RevokableIncident[], answers: readonly RevokeOutcome[]): void {
  for (const [index, { id }] of incidents.entries()) outcomes.set(id, answers[index]!);
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
