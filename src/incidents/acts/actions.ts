import type { Actor, AuditAction, AuditEvent } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Issuer } from "../../issuers/issuer.ts";
import { AppError } from "../../kernel/errors.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import { cleanLine } from "../../kernel/text.ts";
import { insertRestored } from "../../notices/outbox/follow-ups.sql.ts";
import { cancelNotices, reviveNotices, unsentNotices } from "../../notices/outbox/outbox.sql.ts";
import type { ObligationKind } from "../../obligations/obligation.ts";
import { addObligations, reviveObligations, waiveAll, waiveObligations } from "../../obligations/obligations.sql.ts";
import type { Decider } from "../../policy/policy.ts";
import { setClosing } from "../casework/casework.sql.ts";
import type { Closing } from "../casework/closing.ts";
import { schedulePurge } from "../retention/purge.sql.ts";
import type { Sealer } from "../sealing/sealer.ts";
import type { IncidentSettings } from "../settings.ts";
import { type IncidentEvent, requireNextState } from "../state.ts";
import { beginRound, isBeingRevoked, type LockedForAction, lockForAction, markRestored, readForAction, setState } from "./actions.sql.ts";
import { requireClosable, requireRevocable } from "./allowed.ts";
import { type Outlook, outlookOf } from "./outlook.ts";
import { requireRestorable, restoreElsewhere } from "./restoring.ts";

export const INCIDENT_ACTIONS = ["revoke", "close", "reopen", "retry", "restore"] as const;

/** What a person can do with an incident. */
export type IncidentAction = (typeof INCIDENT_ACTIONS)[number];

export interface ActionsNeeds {
  readonly db: Database;
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly decider: Decider;
  readonly sealer: Sealer;
  readonly settings: IncidentSettings;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

/** An act that somebody asks for. */
export interface Asked {
  readonly action: IncidentAction;
  readonly reason: string;
  readonly actor: Actor;
  /** The bulk job that it is a part of. */
  readonly bulk?: string;
  /** Owners are told by a job of its own. */
  readonly holdsNotices?: boolean;
  /** As what it is closed. */
  readonly closing?: Closing | null;
}

/** An act that was done, and is not committed: its event has to be appended, and who owes something woken. */
export interface Done {
  readonly event: AuditEvent;
  readonly owed: readonly ObligationKind[];
}

type Step = (tx: Transaction, incident: LockedForAction, asked: Asked) => Promise<ObligationKind[]>;

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
      revoke: (tx, incident, asked) => this.#revoke(tx, incident, asked),
      close: (tx, incident, asked) => this.#close(tx, incident, asked),
      reopen: (tx, incident, { reason }) => this.#reopen(tx, incident, reason),
      retry: (tx, incident) => this.#retry(tx, incident),
      restore: (tx, incident) => this.#restore(tx, incident),
    };
  }

  /** What can be done about it, and what can be taken back. @throws AppError `not_found` */
  async outlook(incidentId: string): Promise<Outlook> {
    const incident = await readForAction(this.#needs.db, incidentId);
    if (incident === null) throw new AppError("not_found", "there is no incident with this id");
    return outlookOf(this.#needs, incident);
  }

  /** @throws AppError `not_found`, or `conflict` when the state does not allow it */
  async act(incidentId: string, action: IncidentAction, reason: string, actor: Actor, closing: Closing | null = null): Promise<void> {
    const why = cleanLine(reason, REASON_MAX);
    if (action === "restore") await restoreElsewhere(this.#needs, incidentId, why);
    const { owed } = await this.#needs.db.transaction(async (tx) => {
      const incident = await lockForAction(tx, incidentId);
      if (incident === null) throw new AppError("not_found", "there is no incident with this id");
      const done = await this.actIn(tx, incident, { action, reason: why, actor, closing });
      appendAudit(tx, [done.event]);
      return done;
    });
    if (owed.length > 0) this.#needs.wake(owed);
  }

  /** The same as a part of a transaction, which holds the incident's lock. */
  async actIn(tx: Transaction, incident: LockedForAction, asked: Asked): Promise<Done> {
    const { action, actor, bulk, closing = null, reason } = asked;
    const owed = await this.#steps[action](tx, incident, asked);
    const detail = { from: incident.state, reason, ...(closing !== null && { as: closing }), ...(bulk !== undefined && { bulk }) };
    return { owed, event: { action: AUDITED_AS[action], actor, incidentId: incident.id, detail } };
  }

  async #revoke(tx: Transaction, incident: LockedForAction, { holdsNotices = false, reason }: Asked): Promise<ObligationKind[]> {
    const { by, state, tellsOwners } = requireRevocable(this.#needs.issuers, incident);
    if (!incident.suspended) await beginRound(tx, incident.id, { state, reason, untold: holdsNotices && !tellsOwners });
    else if (state !== incident.state) await setState(tx, incident.id, state, null);
    addObligations(tx, [{ id: uuidv7(), incidentId: incident.id, ...by }]);
    return [by.kind];
  }

  async #close(tx: Transaction, incident: LockedForAction, { closing = null }: Asked): Promise<ObligationKind[]> {
    await setState(tx, incident.id, requireClosable(incident), null);
    setClosing(tx, incident.id, closing);
    await waiveObligations(tx, incident.id);
    schedulePurge(tx, [incident.id], this.#needs.settings.retentionDays);
    return [];
  }

  async #reopen(tx: Transaction, incident: LockedForAction, reason: string): Promise<ObligationKind[]> {
    await setState(tx, incident.id, requireNextState(incident.state, "reopen"), `reopened: ${reason}`);
    return [];
  }

  async #retry(tx: Transaction, incident: LockedForAction): Promise<ObligationKind[]> {
    const owed = (await reviveObligations(tx, incident.id)).map((row) => row.kind);
    const folded = await reviveNotices(tx, incident.id);
    const revived = folded > 0 ? [...owed, "notify" as const] : owed;
    const state = requireNextState(incident.state, retryEvent(incident, revived));
    if (revived.length === 0) throw new AppError("conflict", "nothing of this incident was given up, so there is nothing to try again");
    await setState(tx, incident.id, state, null);
    return revived;
  }

  async #restore(tx: Transaction, incident: LockedForAction): Promise<ObligationKind[]> {
    const state = requireRestorable(this.#needs, incident);
    const issuer = this.#needs.issuers.get(incident.issuer);
    if (await isBeingRevoked(tx, incident.id)) throw new AppError("conflict", "the token is being revoked right now; try again");
    if (issuer?.where === "here") await issuer.restore([incident.tokenId!], tx);
    await markRestored(tx, incident.id, state);
    waiveAll(tx, incident.id);
    const unsent = await unsentNotices(tx, incident.id);
    cancelNotices(
      tx,
      unsent.map(({ id }) => id),
      "not sent: the token was restored",
    );
    const perhaps = unsent.filter((notice) => notice.state === "handed_over").map(({ id }) => id);
    insertRestored(tx, incident, perhaps, this.#needs.settings.mailHost);
    schedulePurge(tx, [incident.id], this.#needs.settings.retentionDays);
    return ["notify"];
  }
}

function retryEvent({ revoked, verdict }: LockedForAction, revived: readonly ObligationKind[]): IncidentEvent {
  if (revived.includes("revoke") || revived.includes("revoke_elsewhere")) return "retry_revoke";
  if (revoked) return "retry_notify";
  return verdict === "genuine" ? "retry_exposed_notice" : "retry_harmless_notice";
}
