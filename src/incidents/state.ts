import { AppError } from "../kernel/errors.ts";

export const INCIDENT_STATES = ["received", "revoking", "revoked", "dismissed", "needs_attention", "closed"] as const;

export type IncidentState = (typeof INCIDENT_STATES)[number];

/**
 * What can happen to an incident. From outside: a report proved a live token, and it is to die (`confirm`), a person is to be
 * asked (`hold`), or it is only recorded (`note`). From our jobs: `revoked`,
 * `give_up` an obligation will not be met without a person. From people: the rest.
 */
export type IncidentEvent =
  | "confirm"
  | "hold"
  | "note"
  | "revoked"
  | "disproved"
  | "give_up"
  | "give_up_notice"
  | "revoke"
  | "retry_revoke"
  | "retry_notify"
  | "retry_harmless_notice"
  | "retry_exposed_notice"
  | "restore"
  | "close"
  | "reopen";

/** The whole life of an incident. What is not in the table cannot happen. */
export const INCIDENT_TABLE: Readonly<Record<IncidentState, Readonly<Partial<Record<IncidentEvent, IncidentState>>>>> = {
  received: { confirm: "revoking", hold: "needs_attention", give_up_notice: "needs_attention", revoke: "revoking", close: "closed" },
  revoking: { revoked: "revoked", disproved: "dismissed", give_up: "needs_attention" },
  revoked: {
    confirm: "revoking",
    hold: "needs_attention",
    note: "received",
    give_up_notice: "needs_attention",
    restore: "dismissed",
    close: "closed",
  },
  dismissed: {
    confirm: "revoking",
    hold: "needs_attention",
    note: "received",
    give_up_notice: "needs_attention",
    revoke: "revoking",
    close: "closed",
  },
  needs_attention: {
    confirm: "revoking",
    revoke: "revoking",
    retry_revoke: "revoking",
    retry_notify: "revoked",
    retry_harmless_notice: "dismissed",
    retry_exposed_notice: "received",
    restore: "dismissed",
    close: "closed",
  },
  closed: { confirm: "revoking", hold: "needs_attention", note: "received", reopen: "needs_attention" },
};

/** The state after `event`, or null when it cannot happen in `state`. */
export function nextState(state: IncidentState, event: IncidentEvent): IncidentState | null {
  return INCIDENT_TABLE[state][event] ?? null;
}

/** @throws AppError `conflict` that says what the state allows */
export function requireNextState(state: IncidentState, event: IncidentEvent): IncidentState {
  const next = nextState(state, event);
  if (next !== null) return next;
  const allowed = actsIn(state);
  throw new AppError(
    "conflict",
    `the incident is ${state}; that allows ${allowed.length === 0 ? "nothing until its jobs are done" : allowed.join(", ")}`,
  );
}

export type ActOfPeople = "retry" | "revoke" | "restore" | "close" | "reopen";

/** What people can do about an incident in this state. */
export function actsIn(state: IncidentState): ActOfPeople[] {
  return (Object.keys(ACTS_OF_PEOPLE) as ActOfPeople[]).filter((act) =>
    ACTS_OF_PEOPLE[act].some((possible) => possible in INCIDENT_TABLE[state]),
  );
}

const ACTS_OF_PEOPLE: Readonly<Record<ActOfPeople, readonly IncidentEvent[]>> = {
  retry: ["retry_revoke", "retry_notify", "retry_harmless_notice", "retry_exposed_notice"],
  revoke: ["revoke"],
  restore: ["restore"],
  close: ["close"],
  reopen: ["reopen"],
};
