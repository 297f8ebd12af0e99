import type { AuditEvent } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Transaction } from "../../db/database.ts";
import type { NoticeEnd } from "../../notices/delivery/delivery.ts";
import { alertOperator, createNotices } from "../../notices/outbox/outbox.ts";
import { nextRecipient } from "../../notices/recipients.ts";
import { type AttentionRow, markAttention, markUnreachable } from "../attention.sql.ts";
import { schedulePurge } from "../retention/purge.sql.ts";
import type { IncidentSettings } from "../settings.ts";
import { nextState } from "../state.ts";
import { type AskedBefore, dropObligations, readAskedBefore } from "./notice-end.sql.ts";
import { lockRevokable, markNotified, type RevokableIncident } from "./revoke.sql.ts";

/** Records with their incidents that notices were sent or given up. Revoking is never touched by what mail does. */
export function recordNoticeEnds(settings: IncidentSettings): (tx: Transaction, ends: readonly NoticeEnd[]) => Promise<readonly number[]> {
  return async (tx, ends) => {
    if (ends.length === 0) return [];
    const owners = ends.filter(({ audience }) => audience === "owner");
    const incidentIds = [...new Set(ends.map(({ incidentId }) => incidentId))];
    const [locked, seconds] = await Promise.all([
      lockRevokable(tx, incidentIds),
      markNotified(
        tx,
        owners.flatMap(({ incidentId, sent }) => (sent ? [incidentId] : [])),
        settings.digestHours > 0,
      ),
    ]);
    const incidents = new Map(locked.map((incident) => [incident.id, incident]));
    for (const { audience, incidentId, noticeId, sent } of ends) {
      // Nobody waits for a person because a copy was refused.
      if (!sent && audience === "operator") dropObligations(tx, incidentId, noticeId);
    }
    const attention = await goOn(
      tx,
      owners.filter(({ sent }) => !sent),
      incidents,
      settings,
    );
    markAttention(tx, attention);
    schedulePurge(tx, incidentIds, settings.retentionDays);
    appendAudit(tx, [...ends.map(endEvent), ...attention.map(attentionEvent)]);
    return seconds;
  };
}

/** What follows from mails that were given up: the next address is tried, or a person is needed. */
async function goOn(
  tx: Transaction,
  failed: readonly NoticeEnd[],
  incidents: ReadonlyMap<string, RevokableIncident>,
  settings: IncidentSettings,
): Promise<AttentionRow[]> {
  if (failed.length === 0) return [];
  const before = await readAskedBefore(
    tx,
    failed.map(({ noticeId }) => noticeId),
  );
  const attention: AttentionRow[] = [];
  for (const end of failed) {
    const incident = incidents.get(end.incidentId);
    const asked = before.get(end.noticeId);
    if (incident !== undefined && asked !== undefined) attention.push(...afterFailure(tx, end, incident, asked, settings));
  }
  return attention;
}

function afterFailure(
  tx: Transaction,
  { incidentId, noticeId, reason, uncertain }: NoticeEnd,
  incident: RevokableIncident,
  asked: AskedBefore,
  settings: IncidentSettings,
): AttentionRow[] {
  // Of a mail that may have arrived, nobody else is told instead.
  const next = uncertain ? null : nextRecipient(incident, new Set(asked.addresses));
  if (next !== null) {
    dropObligations(tx, incidentId, noticeId);
    const { round, template } = asked;
    createNotices(tx, [{ incidentId, template, round, to: next, ...(asked.reason === null ? {} : { reason: asked.reason }) }], settings);
    return [];
  }
  if (asked.told) return [];
  const why = uncertain ? `the owner's mail was given up: ${reason}` : `owner unreachable: ${reason}`;
  if (!uncertain) {
    markUnreachable(tx, [incidentId]);
    alertOperator(tx, [{ incidentId, template: "unreachable", round: asked.round, reason }], settings);
  }
  const state = nextState(incident.state, "give_up_notice");
  return state === null ? [] : [{ id: incidentId, state, reason: why }];
}

function endEvent({ audience, incidentId, noticeId, reason, sent }: NoticeEnd): AuditEvent {
  const detail = { notice: noticeId, reason, ...(audience === "operator" ? { audience } : {}) };
  return { action: sent ? "notice.sent" : "notice.failed", actor: "worker", incidentId, detail };
}

function attentionEvent({ id, reason }: AttentionRow): AuditEvent {
  return { action: "incident.needs_attention", actor: "worker", incidentId: id, detail: { reason } };
}
