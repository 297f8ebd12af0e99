import { readTimeline } from "../../audit/trail.sql.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import type { LeakState } from "../../notices/notice.ts";
import type { CaseEvent, OwnerAnswer } from "../../notices/owner-page/page.ts";
import { setState } from "../acts/actions.sql.ts";
import { nextState } from "../state.ts";
import { type CaseRow, lockCase, readCase, recordAnswer } from "./cases.sql.ts";

/** An incident as its owner may see it: no places but the first, no names of people, no token. */
export interface CaseView extends CaseRow {
  readonly leak: LeakState;
  readonly timeline: readonly { readonly at: Date; readonly event: CaseEvent }[];
}

const MAX_EVENTS = 50;

const EVENTS: Readonly<Record<string, CaseEvent>> = {
  "incident.reported": "reported",
  "incident.reported_again": "again",
  "incident.revoke_postponed": "postponed",
  "incident.revoked": "revoked",
  "incident.suspended": "suspended",
  "incident.restored": "restored",
  "incident.closed": "closed",
  "notice.sent": "mailed",
  "owner.answered": "answered",
};

// What a person has to look at.
const ATTENTION: Readonly<Partial<Record<OwnerAnswer, string>>> = {
  not_me: "the owner did not publish this: somebody else had the token",
  false_positive: "the owner says that this is a false positive",
};

/** What owners see of their incidents, and what they say about them. */
export class OwnerCases {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async read(incidentId: string): Promise<CaseView | null> {
    const row = await readCase(this.#db, incidentId);
    if (row === null) return null;
    const events = (await readTimeline(this.#db, incidentId)).flatMap(({ action, at, detail }) => {
      const event = EVENTS[action];
      // Copies of mails are nothing to the owner.
      return event === undefined || (detail ?? "").includes('"audience":"operator"') ? [] : [{ at, event }];
    });
    const timeline = events.filter(({ event }, index) => event !== "postponed" || events[index - 1]?.event !== "postponed");
    return { ...row, leak: leakOf(row), timeline: timeline.slice(-MAX_EVENTS) };
  }

  /** Records an answer; the same again changes nothing. What needs a person becomes an incident that waits for one. */
  async answer(incidentId: string, answer: OwnerAnswer): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const locked = await lockCase(tx, incidentId);
      if (locked === null || locked.ownerSays === answer) return;
      recordAnswer(tx, incidentId, answer);
      const why = ATTENTION[answer] ?? null;
      // A suspended token goes its way, unless its owner says that it should not.
      const holds = why !== null && !(locked.suspended && answer === "not_me");
      const state = holds ? nextState(locked.state, "hold") : null;
      if (state !== null) await setState(tx, incidentId, state, why);
      appendAudit(tx, [{ action: "owner.answered", actor: "owner", incidentId, detail: { answer } }]);
    });
  }
}

function leakOf({ revokedAt, state, suspendedAt, verdictDetail }: CaseRow): LeakState {
  if (revokedAt !== null) return suspendedAt === null ? { kind: "revoked", at: revokedAt } : { kind: "suspended", at: suspendedAt };
  if (verdictDetail === "expired_copy") return { kind: "harmless" };
  if (state === "dismissed") return { kind: "restored" };
  return { kind: state === "revoking" || state === "needs_attention" ? "pending" : "exposed" };
}
