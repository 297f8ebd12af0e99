/** What we still owe: `classify` a postponed delivery, `revoke` an incident's token, `notify` an owner. */
export type ObligationKind = "classify" | "revoke" | "notify";

export interface Obligation {
  readonly id: string;
  readonly kind: ObligationKind;
  readonly deliveryId: string | null;
  readonly incidentId: string | null;
  readonly noticeId: string | null;
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
}

export const OBLIGATION_POLICIES: Readonly<Record<ObligationKind, ObligationPolicy>> = {
  classify: { batch: 1, maxAttempts: 20, backoffBase: 2, backoffCeiling: 300 },
  revoke: { batch: 1_000, maxAttempts: 20, backoffBase: 1, backoffCeiling: 300 },
  // From 1 min doubling to 6 h: about three days, as RFC 5321 section 4.5.4.1 expects of senders.
  notify: { batch: 20, maxAttempts: 18, backoffBase: 60, backoffCeiling: 21_600 },
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

/** Postponed with backoff, or given up when its patience is at an end. */
export function failureAfter(obligation: Obligation, error: string, retrySeconds?: number): Failure {
  const policy = OBLIGATION_POLICIES[obligation.kind];
  if (obligation.attempts >= policy.maxAttempts) return { id: obligation.id, error, retrySeconds: null };
  return { id: obligation.id, error, retrySeconds: retrySeconds ?? backoffSeconds(policy, obligation.attempts) };
}
