import type { Decision } from "../policy/policy.ts";
import type { Finding } from "./intake/classifier.ts";
import type { IncidentEvent, IncidentState } from "./state.ts";

/** What a decision means for an incident. */
export interface Plan {
  /** The state of a new incident. */
  readonly state: IncidentState;
  /** What it is to one that is known already; null: nothing new. */
  readonly event: IncidentEvent | null;
  /** Which mail is owed now. That of a revocation is owed when it is done. */
  readonly tells: "harmless_copy" | "exposed" | null;
  /** Suspended first, and not revoked at once. */
  readonly suspends: boolean;
}

const IGNORED: Plan = { state: "dismissed", event: null, tells: null, suspends: false };
const OBSERVED: Plan = { state: "received", event: "note", tells: null, suspends: false };

const PLANS: Readonly<Record<Decision["act"], Plan>> = {
  revoke: { state: "revoking", event: "confirm", tells: null, suspends: false },
  suspend: { state: "revoking", event: "confirm", tells: null, suspends: true },
  ask: { state: "needs_attention", event: "hold", tells: null, suspends: false },
  notify: { ...OBSERVED, tells: "exposed" },
  ignore: IGNORED,
};

/** From deciding to doing. */
export function planOf({ judgement }: Finding, { act, dryRun }: Decision): Plan {
  if (dryRun && act !== "ignore") return OBSERVED;
  // A copy that nobody can use is at its end when its owner knows; a token that lives is not.
  return act === "notify" && judgement.detail === "expired_copy" ? { ...IGNORED, tells: "harmless_copy" } : PLANS[act];
}

const STRENGTH: Readonly<Record<Decision["act"], number>> = { revoke: 5, suspend: 4, ask: 3, notify: 2, ignore: 0 };

/** Of several copies of one credential the one decides about which most is done. */
export function strengthOf({ act, dryRun }: Decision): number {
  return dryRun ? Math.min(STRENGTH[act], 1) : STRENGTH[act];
}
