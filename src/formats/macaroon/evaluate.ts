import { isUtf8 } from "node:buffer";
import { readCaveat } from "./caveats.ts";
import type { Caveat } from "./macaroon.ts";

/** Whether a genuine macaroon can be used now, and within which limits. */
export type Standing =
  /** `scopes`: the caveats in their own words, all of which whoever asked has to honour. */
  | { readonly active: true; readonly scopes: readonly string[] }
  | { readonly active: false; readonly reason: "expired" | "not_yet_valid" | "undischarged" | "malformed_caveat" };

/**
 * Judges what can be judged without knowing the request: time. Whatever cannot be passed on faithfully (a third party's
 * caveat, bytes that are no text, a misspelt caveat) makes the macaroon inactive.
 */
export function evaluate(caveats: readonly Caveat[], now: Date): Standing {
  const seconds = Math.floor(now.getTime() / 1000);
  const scopes: string[] = [];
  for (const { id, vid } of caveats) {
    if (vid !== null) return { active: false, reason: "undischarged" };
    const meaning = readCaveat(id);
    if (meaning.kind === "malformed" || !isUtf8(id)) return { active: false, reason: "malformed_caveat" };
    if (meaning.kind === "expiry") {
      if (seconds >= meaning.expires) return { active: false, reason: "expired" };
      if (seconds < meaning.notBefore) return { active: false, reason: "not_yet_valid" };
    }
    scopes.push(id.toString());
  }
  return { active: true, scopes };
}
