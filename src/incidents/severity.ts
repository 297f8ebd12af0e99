import type { CaveatFacts } from "../formats/format.ts";
import type { Judgement } from "./verdict.ts";

/**
 * What the copy that leaked is good for in the wrong hands, before anything is done about it.
 * `full` all that its token may do · `limited` less: by its own caveats, or for a time only · `none` nothing: it is forged,
 * unknown, dead, or has expired by now · `unproven` nobody but its issuer can say.
 */
export const SEVERITIES = ["none", "unproven", "limited", "full"] as const;

export type Severity = (typeof SEVERITIES)[number];

export interface SeverityFacts extends Pick<Judgement, "verdict"> {
  readonly detail: string;
  readonly caveats: readonly CaveatFacts[];
  readonly copyExpiresAt: Date | null;
}

/** They say whose a token is or who issued it, and take nothing away. */
const NO_LIMITS = new Set(["user", "iss", "sub"]);

export function severityOf({ caveats, copyExpiresAt, detail, verdict }: SeverityFacts, now: Date): Severity {
  if (detail === "issuer_decides") return "unproven";
  if (verdict !== "genuine" || (copyExpiresAt !== null && copyExpiresAt <= now)) return "none";
  return copyExpiresAt !== null || caveats.some(({ kind }) => !NO_LIMITS.has(kind)) ? "limited" : "full";
}
