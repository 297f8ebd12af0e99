/**
 * What we still owe: `classify` a postponed delivery, `fetch` what an event points to, `scan` what was pushed, `follow` what an event led to, `examine` what anyone handed in,
 * `revoke` an incident's token in our own database, `revoke_elsewhere` at an issuer that has to be called, `notify` an owner,
 * `report_back` to the host whose alert it was, `deliver` a message to an endpoint, `bulk` the next piece of a bulk job.
 */
export type ObligationKind =
  | "classify"
  | "fetch"
  | "scan"
  | "follow"
  | "examine"
  | "revoke"
  | "revoke_elsewhere"
  | "notify"
  | "report_back"
  | "deliver"
  | "bulk";

export interface Obligation {
  readonly id: string;
  readonly kind: ObligationKind;
  readonly deliveryId: string | null;
  readonly incidentId: string | null;
  readonly noticeId: string | null;
  readonly parcelId: string | null;
  readonly alertId: string | null;
  readonly bulkId: string | null;
  /** Including the one under way. */
  readonly attempts: number;
}

/** How a kind is dispatched and how patient we are with it. Seconds. */
export interface ObligationPolicy {
  /** Obligations per job. */
  readonly batch: number;
  readonly maxAttempts: number;
  readonly backoffBase: number;
  readonly backoffCeiling: number;
  /** From one dispatch to the next, in ms: what comes due meanwhile becomes one job. The first of all is dispatched at once. */
  readonly dispatchPauseMs: number;
}

export const OBLIGATION_POLICIES: Readonly<Record<ObligationKind, ObligationPolicy>> = {
  // Accepted, and never given up: however long an issuer is away, whatever was reported of its tokens meanwhile is decided afterwards.
  classify: { batch: 1, maxAttempts: Number.POSITIVE_INFINITY, backoffBase: 2, backoffCeiling: 300, dispatchPauseMs: 0 },
  // A host that is down may stay so for a day.
  fetch: { batch: 1, maxAttempts: 150, backoffBase: 5, backoffCeiling: 600, dispatchPauseMs: 0 },
  // Apart from what hosts found: whoever may push chooses how much there is to look through, and takes minutes of ours for each push.
  scan: { batch: 1, maxAttempts: 150, backoffBase: 5, backoffCeiling: 600, dispatchPauseMs: 0 },
  // Apart from what was just delivered: looking through a host's old alerts never delays a new one.
  follow: { batch: 1, maxAttempts: 150, backoffBase: 5, backoffCeiling: 600, dispatchPauseMs: 0 },
  // Apart from what code hosts send: whatever anyone hands in never delays them.
  examine: { batch: 50, maxAttempts: 70, backoffBase: 2, backoffCeiling: 300, dispatchPauseMs: 10 },
  revoke: { batch: 1_000, maxAttempts: 20, backoffBase: 1, backoffCeiling: 300, dispatchPauseMs: 10 },
  // About five hours with backoff: an issuer that is down for longer than that is for a person.
  revoke_elsewhere: { batch: 1_000, maxAttempts: 70, backoffBase: 1, backoffCeiling: 300, dispatchPauseMs: 10 },
  // From 1 min doubling to 6 h: about three days, as RFC 5321 section 4.5.4.1 expects of senders.
  notify: { batch: 100, maxAttempts: 18, backoffBase: 60, backoffCeiling: 21_600, dispatchPauseMs: 250 },
  // About half a day with backoff, and always less than places are kept.
  report_back: { batch: 1, maxAttempts: 40, backoffBase: 5, backoffCeiling: 1_800, dispatchPauseMs: 0 },
  // When it is tried again, and when it is given up, is the courier's to say: this only bounds what ends without an outcome.
  deliver: { batch: 50, maxAttempts: 500, backoffBase: 5, backoffCeiling: 600, dispatchPauseMs: 100 },
  // One piece is taken anew after the other: only what ends without an outcome counts.
  bulk: { batch: 1, maxAttempts: 20, backoffBase: 2, backoffCeiling: 60, dispatchPauseMs: 0 },
};

/** From dispatch until a worker must have taken the job; then it is dispatched again. */
export const DISPATCH_LEASE_SECONDS = 5;

/** From taking, or the last sign of life, until the worker counts as dead and the work as due again. */
export const WORK_LEASE_SECONDS = 10;

/** Exponential backoff with full jitter over its upper half, in seconds. */
function backoffSeconds(policy: ObligationPolicy, attempts: number, random: number = Math.random()): number {
  const ceiling = Math.min(policy.backoffCeiling, policy.backoffBase * 2 ** (attempts - 1));
  return ceiling * (0.5 + random / 2);
}

/** How an obligation that was not met goes on. */
export interface Failure {
  readonly id: string;
  readonly error: string;
  /** Null: given up, it waits for a person. */
  readonly retrySeconds: number | null;
}

/** Whether it was taken more often than it may: whoever takes it seems to die of it. It is given up untried. */
export function isExhausted({ attempts, kind }: Obligation): boolean {
  return attempts > OBLIGATION_POLICIES[kind].maxAttempts;
}

export const EXHAUSTED = "too many attempts ended without an outcome";

/** Postponed with backoff, whatever its patience: the mistake is ours. */
export function postponed(obligation: Obligation, error: string): Failure & { readonly retrySeconds: number } {
  return { id: obligation.id, error, retrySeconds: backoffSeconds(OBLIGATION_POLICIES[obligation.kind], obligation.attempts) };
}

/**
 * Postponed with backoff, or given up when its patience is at an end. Whoever was asked may wish for more seconds than that, but
 * not for fewer: attempts that follow each other closer use up in minutes what is meant for hours.
 */
export function failureAfter(obligation: Obligation, error: string, wish = 0): Failure {
  if (obligation.attempts >= OBLIGATION_POLICIES[obligation.kind].maxAttempts) return { id: obligation.id, error, retrySeconds: null };
  const failure = postponed(obligation, error);
  return { ...failure, retrySeconds: Math.max(wish, failure.retrySeconds) };
}
