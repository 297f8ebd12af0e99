/** Every action the trail can hold, with what it means. */
export const AUDIT_ACTIONS = {
  "delivery.accepted": "a source's delivery was committed",
  "delivery.postponed": "a delivery was committed sealed, to be classified by a job",
  "delivery.kept": "an event was committed sealed; a job fetches what it points to",
  "delivery.incomplete": "a part of what an event points to was not looked at",
  "delivery.wiped": "what was kept sealed of deliveries that were given up was forgotten",
  "incident.reported": "a leaked credential was reported for the first time",
  "incident.reported_again": "a known incident was reported again and its state changed",
  "incident.revoked": "the issuer revoked the token",
  "incident.suspended": "the issuer made the token useless, and not yet for good",
  "incident.disproved": "the issuer does not know the token: there was nothing to revoke",
  "incident.revoke_postponed": "the issuer could not revoke now; it will be tried again",
  "incident.needs_attention": "an obligation was given up and waits for a person",
  "alert.resolved": "the code host's alert about the token is at an end",
  "alert.left_open": "the code host's alert about the token could not be ended; it stays as it is",
  "incident.purged": "the places where the token was seen were forgotten",
  "incident.revoke_requested": "a person asked for the token to be revoked",
  "incident.retried": "a person asked for the given-up obligations to be tried again",
  "incident.restored": "a person restored the token",
  "incident.closed": "a person closed the incident",
  "incident.reopened": "a person reopened the incident",
  "incident.assigned": "a person made the incident somebody's, or nobody's",
  "incident.commented": "a person wrote something about the incident",
  "incident.risk_asked": "a person asked for the risk to be accepted until a day",
  "incident.risk_accepted": "another person accepted the risk until that day; the incident is closed until then",
  "incident.risk_refused": "another person did not accept the risk",
  "incident.checked": "a person had the token's issuer asked how it stands",
  "incident.place_looked_at": "a person had looked whether the token is still at a place",
  "incident.notice_requested": "a person had the owner told that the token was revoked",
  "bulk.drafted": "a person picked incidents for a bulk job",
  "bulk.submitted": "a bulk job waits for another person to approve it",
  "bulk.approved": "another person than its author approved a bulk job",
  "bulk.started": "a bulk job began",
  "bulk.retried": "a person had what failed of a bulk job tried again",
  "bulk.cancelled": "a bulk job was cancelled; what it had done stays done",
  "bulk.ended": "a bulk job has done all it could",
  "owner.answered": "the owner answered on the page of the case",
  "notice.sent": "the relay took the mail to the owner",
  "notice.failed": "the mail to the owner was given up",
  "notice.resent": "a person had a mail sent again",
  "page.viewed": "a person looked at a page that tells what not everybody may know",
  "incidents.exported": "a list of incidents was taken away as a file",
  "audit.exported": "the audit trail was taken away as a file",
  "obligations.replayed": "a person had given-up work tried again",
  "address.suppressed": "a person said that no mail may go to an address",
  "address.released": "a person said that mails may go to an address again",
  "tokens.handed_in": "a person handed tokens in to be revoked",
  "admin_token.minted": "a bearer token of the admin API was minted",
  "admin_token.ended": "a person ended a bearer token of the admin API",
  "sign_in_link.made": "a link that signs somebody in to the dashboard was made",
  "view.saved": "a person saved a view of the incidents",
  "view.deleted": "a saved view was deleted",
  "session.started": "somebody signed in to the dashboard",
  "session.ended": "a session of the dashboard was ended",
  "secrets.retired": "secrets that had opened the keys of this database do so no longer",
  "tokens.resealed": "sealed tokens were sealed anew with another key",
  "endpoint.created": "somebody to tell by machine was added",
  "endpoint.deleted": "an endpoint was deleted, with what was on its way there",
  "endpoint.disabled": "an endpoint was switched off",
  "endpoint.enabled": "an endpoint was switched on again",
  "endpoint.secret_rotated": "an endpoint got a new signing secret; the one before signs on",
  "endpoint.replayed": "messages that were given up are sent to an endpoint again",
  "trail.dropped": "the oldest part of this trail was dropped, as HISTORY_DAYS says",
  "token.minted": "the built-in issuer minted a token",
} as const;

export type AuditAction = keyof typeof AUDIT_ACTIONS;

/** Who did it: a part of ours (`intake`, `worker`), the token's `owner`, whoever has the machine (`operator`), or a person or script (`admin:<name>`). */
export type Actor = "intake" | "worker" | "owner" | "operator" | `admin:${string}`;

export interface AuditEvent {
  readonly action: AuditAction;
  readonly actor: Actor;
  readonly incidentId: string | null;
  /** Small and free of secrets; forgotten by the purge when it tells where a token was seen. */
  readonly detail: Readonly<Record<string, unknown>>;
}
