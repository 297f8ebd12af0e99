import type { Candidate, CopyFacts, Format } from "../formats/format.ts";
import type { LookupAnswer } from "../issuers/issuer.ts";
import type { Label } from "../sources/source.ts";

/**
 * `genuine` possession is proven and the token lives · `forged` the identifier is real, the proof fails ·
 * `unknown` to the issuer · `inactive` genuine, but revoked, expired, or a copy that can never be used.
 */
export type Verdict = "genuine" | "forged" | "unknown" | "inactive";

export interface Judgement {
  readonly verdict: Verdict;
  /** Why: the proof's detail, or what makes it harmless. */
  readonly detail:
    | "exact"
    | "attenuated"
    | "normalised"
    | "truncated"
    | "bad_signature"
    | "no_such_token"
    | "issuer_decides"
    | "revoked"
    | "expired"
    | "expired_copy";
  /** The leaked copy's own caveats; null when nothing is proven, because then they are anybody's words. */
  readonly copy: CopyFacts | null;
}

/** Possession before action: decides what a candidate is worth from what its issuer knows. */
export async function judge(candidate: Candidate, known: LookupAnswer, format: Format, now: Date): Promise<Judgement> {
  if (known === null) return { verdict: "unknown", detail: "no_such_token", copy: null };
  if (known === "cannot_tell") return { verdict: "unknown", detail: "issuer_decides", copy: null };
  const proof = await format.prove(candidate, known.credential);
  if (!proof.genuine) return { verdict: "forged", detail: "bad_signature", copy: null };
  const { copy } = proof;
  if (known.revokedAt !== null) return { verdict: "inactive", detail: "revoked", copy };
  if (isPast(known.expiresAt, now)) return { verdict: "inactive", detail: "expired", copy };
  if (isPast(copy.expiresAt, now)) return { verdict: "inactive", detail: "expired_copy", copy };
  return { verdict: "genuine", detail: proof.detail, copy };
}

/** The feedback: a token of ours, dead or alive, was a true positive. */
export function labelOf(verdict: Verdict): Exclude<Label, null> {
  return verdict === "genuine" || verdict === "inactive" ? "true_positive" : "false_positive";
}

function isPast(time: Date | null, now: Date): boolean {
  return time !== null && time <= now;
}
