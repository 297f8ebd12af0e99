import type { Actor } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import { AppError } from "../../kernel/errors.ts";
import { selectNoticeLine } from "../../notices/outbox/log.sql.ts";
import { oweAgain } from "../../notices/outbox/resend.sql.ts";
import { type ResendRefusal, refusalToResend } from "../../notices/outbox/resending.ts";
import type { ObligationKind } from "../../obligations/obligation.ts";
import { lockForAction } from "../acts/actions.sql.ts";
import type { IncidentActions } from "../acts/actions.ts";
import { type DeadLetter, type DeadLetterFilter, reviveFree, selectDeadLetter, selectDeadLetters } from "./dead-letters.sql.ts";

export interface RecoveryNeeds {
  readonly db: Database;
  readonly actions: Pick<IncidentActions, "act">;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

/** What became of a request to try many again. */
export interface Replayed {
  readonly tried: number;
  /** What could not be, with the first of the reasons. */
  readonly refused: number;
  readonly reason: string | null;
  /** There are more that match than are tried at once. */
  readonly more: boolean;
}

const AT_ONCE = 500;
const REASON = "tried again from the list of what was given up";

const REFUSALS: Readonly<Record<ResendRefusal, string>> = {
  under_way: "the mail is on its way already",
  suppressed: "no mail may go to this address; release the address first",
  overtaken: "what the mail says is not true any more",
};

/** People's second tries of what was given up, and of mails that did not arrive. Each is in the audit trail. */
export class Recovery {
  readonly #needs: RecoveryNeeds;

  constructor(needs: RecoveryNeeds) {
    this.#needs = needs;
  }

  /** @throws AppError `not_found`, `conflict` */
  async replay(id: string, actor: Actor): Promise<void> {
    const letter = await selectDeadLetter(this.#needs.db, id);
    if (letter === null) throw new AppError("not_found", "nothing of this id was given up; it may have been tried again already");
    if (letter.incident_id === null) await this.#reviveFree([letter], actor);
    else await this.#retry(letter, letter.incident_id, actor);
  }

  /** All that match, the newest 500 at once. */
  async replayAll(filter: DeadLetterFilter, actor: Actor): Promise<Replayed> {
    const found = await selectDeadLetters(this.#needs.db, filter, null, AT_ONCE + 1);
    const letters = found.slice(0, AT_ONCE);
    const free = letters.filter(({ incident_id: incident }) => incident === null);
    let tried = free.length === 0 ? 0 : await this.#reviveFree(free, actor);
    const reasons: string[] = [];
    // One of an incident brings back all of it.
    const done = new Set<string>();
    for (const letter of letters) {
      const { incident_id: incident } = letter;
      if (incident === null) continue;
      try {
        if (!done.has(incident)) await this.#retry(letter, incident, actor);
        done.add(incident);
        tried += 1;
      } catch (error) {
        if (!(error instanceof AppError) || error.code === "unavailable") throw error;
        reasons.push(error.message);
      }
    }
    return { tried, refused: reasons.length, reason: reasons[0] ?? null, more: found.length > AT_ONCE };
  }

  /** Sends a mail again that was sent, given up, or came back. @throws AppError `not_found`, `conflict` */
  async resend(noticeId: string, actor: Actor): Promise<void> {
    const line = await selectNoticeLine(this.#needs.db, noticeId);
    if (line === null) throw new AppError("not_found", "there is no mail with this id");
    if (line.dead_at !== null && line.incident_state === "needs_attention") {
      await this.#needs.actions.act(line.incident_id, "retry", REASON, actor);
      return;
    }
    await this.#needs.db.transaction(async (tx) => {
      await lockForAction(tx, line.incident_id);
      const now = await selectNoticeLine(tx, noticeId);
      const refusal = now === null ? "overtaken" : refusalToResend(now);
      if (refusal !== null) throw new AppError("conflict", REFUSALS[refusal]);
      if (!(await oweAgain(tx, noticeId))) throw new AppError("conflict", REFUSALS.under_way);
      const detail = { notice: noticeId, template: line.template };
      appendAudit(tx, [{ action: "notice.resent", actor, incidentId: line.incident_id, detail }]);
    });
    this.#needs.wake(["notify"]);
  }

  async #retry({ kind, notice_id: notice }: DeadLetter, incident: string, actor: Actor): Promise<void> {
    try {
      await this.#needs.actions.act(incident, "retry", REASON, actor);
    } catch (error) {
      // Its incident waits for nobody, since another address was told: this mail alone is sent again.
      if (kind !== "notify" || notice === null || !(error instanceof AppError) || error.code !== "conflict") throw error;
      await this.resend(notice, actor);
    }
  }

  async #reviveFree(letters: readonly DeadLetter[], actor: Actor): Promise<number> {
    const kinds = await this.#needs.db.transaction(async (tx) => {
      const revived = await reviveFree(
        tx,
        letters.map(({ id }) => id),
      );
      const detail = { count: revived.length, kinds: [...new Set(revived)].toSorted() };
      if (revived.length > 0) appendAudit(tx, [{ action: "obligations.replayed", actor, incidentId: null, detail }]);
      return revived;
    });
    if (kinds.length > 0) this.#needs.wake([...new Set(kinds)]);
    return kinds.length;
  }
}
