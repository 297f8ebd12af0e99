import type { AuditAction } from "../audit/event.ts";

/** Every type of message there is, with what it says. */
export const EVENT_TYPES = {
  "leak.reported": "a token was reported as leaked, or reported again with another verdict",
  "leak.confirmed": "the reported token is genuine",
  "leak.revoked": "the token is dead",
  "leak.suspended": "the token is useless, and not yet for good",
  "leak.revoke_failed": "the token could not be revoked, now or for good",
  "leak.restored": "a person made the token valid again",
  "leak.closed": "a person closed the incident",
  "notice.sent": "the owner's mail was taken by the relay",
  "notice.failed": "the owner's mail was given up",
  "operator.attention_needed": "the incident waits for a person",
  "endpoint.test": "somebody tests this endpoint",
} as const;

export type EventType = keyof typeof EVENT_TYPES;

export const EVENT_NAMES = Object.keys(EVENT_TYPES) as EventType[];

const TYPE_OF: Partial<Record<AuditAction, EventType>> = {
  "incident.reported": "leak.reported",
  "incident.reported_again": "leak.reported",
  "incident.revoked": "leak.revoked",
  "incident.suspended": "leak.suspended",
  "incident.revoke_postponed": "leak.revoke_failed",
  "incident.restored": "leak.restored",
  "incident.closed": "leak.closed",
  "notice.sent": "notice.sent",
  "notice.failed": "notice.failed",
  "incident.needs_attention": "operator.attention_needed",
};

/** The actions of the audit trail that anybody is told of. */
export const TOLD_ACTIONS: readonly string[] = Object.keys(TYPE_OF);

/** An incident as messages show it. Where it was seen and whose it is are left out: terms of code hosts forbid to pass that on. */
export interface ToldIncident {
  readonly id: string;
  readonly state: string;
  readonly verdict: string;
  readonly format: string;
  readonly issuer: string;
  readonly token_id: string | null;
  readonly token_name: string | null;
  readonly token_hint: string;
  readonly source: string;
  readonly reported_at: Date;
  readonly revoked_at: Date | null;
  readonly attention_reason: string | null;
}

/** What the audit trail tells of one incident. */
export interface TrailEvent {
  readonly action: string;
  readonly at: Date;
  readonly detail: string | null;
  readonly incident: ToldIncident;
}

export interface Message {
  readonly type: EventType;
  readonly incidentId: string | null;
  /** The bytes that are signed and sent. */
  readonly body: string;
}

/** What is told about one event of the trail. */
export function messagesOf(event: TrailEvent, publicUrl: string): Message[] {
  const type = TYPE_OF[event.action as AuditAction];
  if (type === undefined) return [];
  const { attempt, retry_seconds: retrySeconds, reason } = detailOf(event);
  // Every attempt is in the trail; the first and the last are news.
  if (type === "leak.revoke_failed" && attempt !== 1 && retrySeconds !== null) return [];
  const extra = type === "leak.revoke_failed" ? { reason, retry: retrySeconds !== null } : {};
  const types: EventType[] = type === "leak.reported" && event.incident.verdict === "genuine" ? [type, "leak.confirmed"] : [type];
  return types.map((each) => ({ type: each, incidentId: event.incident.id, body: bodyOf(each, event, publicUrl, extra) }));
}

/** The body as Standard Webhooks recommend it: `type`, `timestamp`, `data`. */
function bodyOf(type: EventType, { at, incident }: TrailEvent, publicUrl: string, extra: object): string {
  const data = { incident, url: `${publicUrl}/admin/incidents/${incident.id}`, ...extra };
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}

/** Null where the purge has been. */
function detailOf({ detail }: TrailEvent): { attempt?: unknown; reason?: unknown; retry_seconds?: unknown } {
  return detail === null ? {} : (JSON.parse(detail) as object);
}

export function testMessage(now: Date): Message {
  return {
    type: "endpoint.test",
    incidentId: null,
    body: JSON.stringify({ type: "endpoint.test", timestamp: now.toISOString(), data: { text: "This endpoint can be reached." } }),
  };
}
