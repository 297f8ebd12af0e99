import type { AuditEvent } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Transaction } from "../../db/database.ts";
import type { NoticeEnd } from "../../notices/delivery.ts";
import { schedulePurge } from "../purge.sql.ts";
import { nextState } from "../state.ts";
import { lockRevokable, markAttention, markNotified } from "./revoke.sql.ts";

/** Records with its incident that a notice was sent or given up. Revoking is never touched by what mail does. */
export function recordNoticeEnd(retentionDays: number): (tx: Transaction, end: NoticeEnd) => Promise<number> {
  return async (tx, { incidentId, noticeId, reason, sent }) => {
    const [incident] = await lockRevokable(tx, [incidentId]);
    const events: AuditEvent[] = [
      { action: sent ? "notice.sent" : "notice.failed", actor: "worker", incidentId, detail: { notice: noticeId, reason } },
    ];
    let seconds = 0;
    if (sent) seconds = await markNotified(tx, incidentId);
    const next = sent || incident === undefined ? null : nextState(incident.state, "give_up");
    if (next !== null) {
      await markAttention(tx, [{ id: incidentId, state: next, reason: `the owner's mail was given up: ${reason}` }]);
      events.push({ action: "incident.needs_attention", actor: "worker", incidentId, detail: { reason } });
    }
    await schedulePurge(tx, [incidentId], retentionDays);
    await appendAudit(tx, events);
    return seconds;
  };
}
