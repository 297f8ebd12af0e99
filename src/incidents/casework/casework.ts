import type { Actor } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { AppError } from "../../kernel/errors.ts";
import { readAlike } from "../../kernel/text.ts";
import { setState } from "../acts/actions.sql.ts";
import { schedulePurge } from "../retention/purge.sql.ts";
import type { IncidentSettings } from "../settings.ts";
import { nextState, requireNextState } from "../state.ts";
import { addMentions, askForRisk, type LockedCase, lockForCasework, reopenEndedRisks, setAssignee, setClosing } from "./casework.sql.ts";

const MAX_RISK_DAYS = 366;
const DAY_MS = 86_400_000;
const AT_ONCE = 500;

export interface CaseworkNeeds {
  readonly db: Database;
  readonly settings: IncidentSettings;
}

/** What people do about an incident among themselves: whose it is, what they say of it, and risks that they accept. */
export class Casework {
  readonly #needs: CaseworkNeeds;

  constructor(needs: CaseworkNeeds) {
    this.#needs = needs;
  }

  /** `to` null: it is nobody's any more. @throws AppError `not_found` */
  async assign(id: string, to: string | null, person: string): Promise<void> {
    await this.#with(id, async (tx, { assignedTo }) => {
      if (assignedTo === to) return await Promise.resolve();
      setAssignee(tx, id, to);
      return appendAudit(tx, [{ action: "incident.assigned", actor: actorOf(person), incidentId: id, detail: { to, from: assignedTo } }]);
    });
  }

  /** `mentioned`: whom it names. @throws AppError `not_found` */
  async comment(id: string, text: string, person: string, mentioned: readonly string[] = []): Promise<void> {
    await this.#with(id, async (tx) => {
      addMentions(tx, id, mentioned);
      appendAudit(tx, [{ action: "incident.commented", actor: actorOf(person), incidentId: id, detail: { text } }]);
      return await Promise.resolve();
    });
  }

  /** Asks another person to accept that the token lives until a day. @throws AppError `invalid_request` · `conflict` */
  async askToAccept(id: string, until: Date, reason: string, person: string, now: Date): Promise<void> {
    if (!(until > now && until.getTime() - now.getTime() <= MAX_RISK_DAYS * DAY_MS))
      throw new AppError("invalid_request", `a risk is accepted until a day within the next ${MAX_RISK_DAYS} days`);
    await this.#with(id, async (tx, incident) => {
      requireRisk(incident);
      const state = incident.state === "needs_attention" ? incident.state : requireNextState(incident.state, "hold");
      const day = dayOf(until);
      await setState(tx, id, state, `${person} asks to accept the risk until ${day}: ${reason}`);
      askForRisk(tx, id, until, person);
      appendAudit(tx, [{ action: "incident.risk_asked", actor: actorOf(person), incidentId: id, detail: { until: day, reason } }]);
    });
  }

  /** Another person's answer: the incident is closed until the day, or waits on. @throws AppError `forbidden` to who asked · `conflict` */
  async answerRisk(id: string, accepts: boolean, person: string): Promise<void> {
    await this.#with(id, async (tx, incident) => {
      const { riskAskedBy: asker, riskUntil: until } = incident;
      if (asker === null || until === null || incident.state === "closed")
        throw new AppError("conflict", "nobody asks to accept the risk any more");
      if (readAlike(asker, person)) throw new AppError("forbidden", "another person than who asks has to accept a risk");
      if (accepts) {
        await setState(tx, id, requireNextState(incident.state, "close"), null);
        setClosing(tx, id, "accepted_risk", until);
        schedulePurge(tx, [id], this.#needs.settings.retentionDays);
      } else await setState(tx, id, incident.state, `${person} does not accept the risk that ${asker} asked to accept`);
      const action = accepts ? "incident.risk_accepted" : "incident.risk_refused";
      appendAudit(tx, [{ action, actor: actorOf(person), incidentId: id, detail: { asked_by: asker, until: dayOf(until) } }]);
    });
  }

  async #with(id: string, work: (tx: Transaction, incident: LockedCase) => Promise<void>): Promise<void> {
    await this.#needs.db.transaction(async (tx) => {
      const incident = await lockForCasework(tx, id);
      if (incident === null) throw new AppError("not_found", "there is no incident with this id");
      await work(tx, incident);
    });
  }
}

/** Whoever accepts a risk leaves a token alive: of a dead one there is none. */
function requireRisk({ revoked, suspended }: LockedCase): void {
  if (revoked || suspended) throw new AppError("conflict", "the token is dead: there is no risk to accept");
}

/** Accepted risks that are over wait for a person again. */
export async function endAcceptedRisks(db: Database): Promise<void> {
  const why = "the time for which its risk was accepted is over";
  const state = nextState("closed", "reopen")!;
  for (let ended = AT_ONCE; ended === AT_ONCE; ) {
    ended = await db.transaction(async (tx) => {
      const ids = await reopenEndedRisks(tx, state, why, AT_ONCE);
      appendAudit(
        tx,
        ids.map((incidentId) => ({ action: "incident.reopened", actor: "worker", incidentId, detail: { reason: why } })),
      );
      return ids.length;
    });
  }
}

function actorOf(person: string): Actor {
  return `admin:${person}`;
}

function dayOf(until: Date): string {
  return until.toISOString().slice(0, 10);
}
