import { AUDIT_ACTIONS, type AuditAction } from "../../../audit/event.ts";

const events = Object.fromEntries(Object.entries(AUDIT_ACTIONS).map(([action, meaning]) => [`event.${action}`, meaning])) as Readonly<
  Record<`event.${AuditAction}`, string>
>;

/** The audit trail, and what its events mean. */
export const audit = {
  "audit.title": "Audit",
  "audit.caption": "What was done, newest first",
  "audit.at": "When",
  "audit.actor": "Who",
  "audit.action": "What",
  "audit.incident": "Incident",
  "audit.detail": "Detail",
  "audit.block": "Block",
  "audit.filter.actor": "Who, exactly",
  "audit.filter.action": "What",
  "audit.filter.incident": "Incident, by its id",
  "audit.button": "Filter",
  "audit.empty": "No event fits in the blocks that were looked at.",
  "audit.older": "Older",
  "audit.looked": "Looked at the blocks {from} to {to}.",
  "audit.verify": "Verify the chain",
  "audit.verify.about": "Computes every hash again from the rows. It reads the whole trail.",
  "audit.verified.title": "The audit trail",
  "audit.whole": "The chain is whole: {blocks, plural, one {# block} other {# blocks}}, {events, plural, one {# event} other {# events}}.",
  "audit.broken": "The chain does not hold. What was found:",
  "audit.back": "Back to the events",
  ...events,
} as const;
