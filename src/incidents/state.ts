import { AppError } from "../kernel/errors.ts";

export const INCIDENT_STATES = ["received", "revoking", "revoked", "dismissed", "needs_attention", "closed"] as const;

export type IncidentState = (typeof INCIDENT_STATES)[number];

/**
 * What can happen to an incident. From outside: `confirm` a report proved a live token. From our jobs: `revoked`,
 * `give_up` an obligation will not be met without a person. From people: the rest.
 */
export type IncidentEvent =
  | "confirm"
  | "revoked"
  | "give_up"
  | "revoke"
  | "retry_revoke"
  | "retry_notify"
  | "retry_harmless_notice"
  | "restore"
  | "close"
  | "reopen";

/** The whole life of an incident. What is not in the table cannot happen. */
export const INCIDENT_TABLE: Readonly<Record<IncidentState, Readonly<Partial<Record<IncidentEvent, IncidentState>>>>> = {
  received: { confirm: "revoking", revoke: "revoking", close: "closed" },
  revoking: { revoked: "revoked", give_up: "needs_attention" },
  revoked: { confirm: "revoking", give_up: "needs_attention", restore: "dismissed", close: "closed" },
  dismissed: { confirm: "revoking", give_up: "needs_attention", revoke: "revoking", close: "closed" },
  needs_attention: {
    confirm: "revoking",
    revoke: "revoking",
    retry_revoke: "revoking",
    retry_notify: "revoked",
    retry_harmless_notice: "dismissed",
    restore: "dismissed",
    close: "closed",
  },
  closed: { confirm: "revoking", reopen: "needs_attention" },
};

/** The state after `event`, or null when it cannot happen in `state`. */
export function nextState(state: IncidentState, event: IncidentEvent): IncidentState | null {
  return INCIDENT_TABLE[state][event] ?? null;
}

/** @throws AppError `conflict` that says what the state allows */
export function requireNextState(state: IncidentState, event: IncidentEvent): IncidentState {
  const next = nextState(state, event);
  if (next !== null) return next;
  const allowed = Object.entries(ACTS_OF_PEOPLE).flatMap(([act, events]) =>
    events.some((possible) => possible in INCIDENT_TABLE[state]) ? [act] : [],
  );
  throw new AppError(
    "conflict",
    `the incident is ${state}; that allows ${allowed.length === 0 ? "nothing until its jobs are done" : allowed.join(", ")}`,
  );
}

const ACTS_OF_PEOPLE: Readonly<Record<string, readonly IncidentEvent[]>> = {
  retry: ["retry_revoke", "retry_notify", "retry_harmless_notice"],
  revoke: ["revoke"],
  restore: ["restore"],
  close: ["close"],
  reopen: ["reopen"],
};
