import type { Actor, AuditAction } from "../audit/event.ts";
import { appendAudit } from "../audit/trail.ts";
import type { Database, Transaction } from "../db/database.ts";
import type { Issuer } from "../issuers/issuer.ts";
import { AppError } from "../kernel/errors.ts";
import { uuidv7 } from "../kernel/ids.ts";
import { cleanLine } from "../kernel/text.ts";
import { reviveNotices } from "../notices/outbox.sql.ts";
import type { ObligationKind } from "../obligations/obligation.ts";
import { addObligations, reviveObligations, waiveObligations } from "../obligations/obligations.sql.ts";
import { beginRound, type LockedForAction, lockForAction, markRestored, setState } from "./actions.sql.ts";
import { schedulePurge } from "./purge.sql.ts";
import { requireNextState } from "./state.ts";

export const INCIDENT_ACTIONS = ["revoke", "close", "reopen", "retry", "restore"] as const;

/** What a person can do with an incident. */
export type IncidentAction = (typeof INCIDENT_ACTIONS)[number];

export interface ActionsNeeds {
  readonly db: Database;
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly retentionDays: number;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

type Step = (tx: Transaction, incident: LockedForAction, reason: string) => Promise<ObligationKind[]>;

const AUDITED_AS: Readonly<Record<IncidentAction, AuditAction>> = {
  revoke: "incident.revoke_requested",
  close: "incident.closed",
  reopen: "incident.reopened",
  retry: "incident.retried",
  restore: "incident.restored",
};

const REASON_MAX = 500;

/** The acts of people on incidents: each one transaction, allowed by the state table, with its reason in the audit. */
export class IncidentActions {
  readonly #needs: ActionsNeeds;
  readonly #steps: Readonly<Record<IncidentAction, Step>>;

  constructor(needs: ActionsNeeds) {
    this.#needs = needs;
    this.#steps = {
      revoke: (tx, incident) => this.#revoke(tx, incident),
      close: (tx, incident) => this.#close(tx, incident),
      reopen: (tx, incident, reason) => this.#reopen(tx, incident, reason),
      retry: (tx, incident) => this.#retry(tx, incident),
      restore: (tx, incident) => this.#restore(tx, incident),
    };
  }

  /** @throws AppError `not_found`, or `conflict` when the state does not allow it */
  async act(incidentId: string, action: IncidentAction, reason: string, actor: Actor): Promise<void> {
    const why = cleanLine(reason, REASON_MAX);
    const owed = await this.#needs.db.transaction(async (tx) => {
      const incident = await lockForAction(tx, incidentId);
      if (incident === null) throw new AppError("not_found", "there is no incident with this id");
      const kinds = await this.#steps[action](tx, incident, why);
      await appendAudit(tx, [{ action: AUDITED_AS[action], actor, incidentId, detail: { from: incident.state, reason: why } }]);
      return kinds;
    });
    if (owed.length > 0) this.#needs.wake(owed);
  }

  async #revoke(tx: Transaction, incident: LockedForAction): Promise<ObligationKind[]> {
    const state = requireNextState(incident.state, "revoke");
    if (incident.tokenId === null) throw new AppError("conflict", "no issuer knows this token, so there is nothing to revoke");
    await beginRound(tx, incident.id, state);
    await addObligations(tx, [{ id: uuidv7(), kind: "revoke", incidentId: incident.id }]);
    return ["revoke"];
  }

  async #close(tx: Transaction, incident: LockedForAction): Promise<ObligationKind[]> {
    await setState(tx, incident.id, requireNextState(incident.state, "close"), null);
    await waiveObligations(tx, incident.id);
    await schedulePurge(tx, [incident.id], this.#needs.retentionDays);
    return [];
  }

  async #reopen(tx: Transaction, incident: LockedForAction, reason: string): Promise<ObligationKind[]> {
    await setState(tx, incident.id, requireNextState(incident.state, "reopen"), `reopened: ${reason}`);
    return [];
  }

  async #retry(tx: Transaction, incident: LockedForAction): Promise<ObligationKind[]> {
    const revived = (await reviveObligations(tx, incident.id)).map((row) => row.kind);
    const event = revived.includes("revoke") ? "retry_revoke" : incident.revoked ? "retry_notify" : "retry_harmless_notice";
    const state = requireNextState(incident.state, event);
    if (revived.length === 0) throw new AppError("conflict", "nothing of this incident was given up, so there is nothing to try again");
    await reviveNotices(tx, incident.id);
    await setState(tx, incident.id, state, null);
    return revived;
  }

  async #restore(tx: Transaction, incident: LockedForAction): Promise<ObligationKind[]> {
    const state = requireNextState(incident.state, "restore");
    const issuer = this.#needs.issuers.get(incident.issuer);
    if (issuer?.where !== "here" || incident.tokenId === null) throw new AppError("conflict", "the token's issuer cannot restore tokens");
    await issuer.restore([incident.tokenId], tx);
    await markRestored(tx, incident.id, state);
    await waiveObligations(tx, incident.id);
    await schedulePurge(tx, [incident.id], this.#needs.retentionDays);
    return [];
  }
}
