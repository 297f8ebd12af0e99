import type { AuditEvent } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Transaction } from "../../db/database.ts";
import type { NoticeEnd } from "../../notices/delivery.ts";
import { schedulePurge } from "../purge.sql.ts";
import { nextState } from "../state.ts";
import { lockRevokable, markAttention, markNotified } from "./revoke.sql.ts";

/** Records with their incidents that notices were sent or given up. Revoking is never touched by what mail does. */
export function recordNoticeEnds(retentionDays: number): (tx: Transaction, ends: readonly NoticeEnd[]) => Promise<readonly number[]> {
  return async (tx, ends) => {
    if (ends.length === 0) return [];
    const incidentIds = ends.map(({ incidentId }) => incidentId);
    const incidents = new Map((await lockRevokable(tx, incidentIds)).map((incident) => [incident.id, incident]));
    const seconds = await markNotified(
      tx,
      ends.flatMap(({ incidentId, sent }) => (sent ? [incidentId] : [])),
    );
    const attention = ends.flatMap(({ incidentId, reason, sent }) => {
      const incident = incidents.get(incidentId);
      const state = sent || incident === undefined ? null : nextState(incident.state, "give_up");
      return state === null ? [] : [{ id: incidentId, state, reason: `the owner's mail was given up: ${reason}` }];
    });
    await markAttention(tx, attention);
    await schedulePurge(tx, incidentIds, retentionDays);
    await appendAudit(tx, [...ends.map(endEvent), ...attention.map(attentionEvent)]);
    return seconds;
  };
}

function endEvent({ incidentId, noticeId, reason, sent }: NoticeEnd): AuditEvent {
  return { action: sent ? "notice.sent" : "notice.failed", actor: "worker", incidentId, detail: { notice: noticeId, reason } };
}

function attentionEvent({ id, reason }: { readonly id: string; readonly reason: string }): AuditEvent {
  return { action: "incident.needs_attention", actor: "worker", incidentId: id, detail: { reason } };
}
