/** Every action the trail can hold, with what it means. */
export const AUDIT_ACTIONS = {
  "delivery.accepted": "a source's delivery was committed",
  "delivery.postponed": "a delivery was committed sealed, to be classified by a job",
  "incident.reported": "a leaked credential was reported for the first time",
  "incident.reported_again": "a known incident was reported again and its state changed",
  "incident.revoked": "the issuer revoked the token",
  "incident.revoke_postponed": "the issuer could not revoke now; it will be tried again",
  "incident.needs_attention": "an obligation was given up and waits for a person",
  "incident.purged": "the places where the token was seen were forgotten",
  "incident.revoke_requested": "a person asked for the token to be revoked",
  "incident.retried": "a person asked for the given-up obligations to be tried again",
  "incident.restored": "a person restored the token",
  "incident.closed": "a person closed the incident",
  "incident.reopened": "a person reopened the incident",
  "notice.sent": "the relay took the mail to the owner",
  "notice.failed": "the mail to the owner was given up",
  "token.minted": "the built-in issuer minted a token",
} as const;

export type AuditAction = keyof typeof AUDIT_ACTIONS;

/** Who did it: a part of ours (`intake`, `worker`), or a person or script (`admin:<name>`). */
export type Actor = "intake" | "worker" | `admin:${string}`;

export interface AuditEvent {
  readonly action: AuditAction;
  readonly actor: Actor;
  readonly incidentId: string | null;
  /** Small and free of secrets; forgotten by the purge when it tells where a token was seen. */
  readonly detail: Readonly<Record<string, unknown>>;
}
