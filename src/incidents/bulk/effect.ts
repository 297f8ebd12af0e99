import type { Issuer } from "../../issuers/issuer.ts";
import { AppError } from "../../kernel/errors.ts";
import { type ActFacts, requireClosable, requireRevocable } from "../acts/allowed.ts";
import type { BulkAct } from "./job.ts";

/** What decides what a job would do to an incident. */
export interface BulkFacts extends ActFacts {
  readonly verdict: string;
  readonly revoked: boolean;
  readonly untold: boolean;
}

/** What a job would do to an incident as it is now. */
export type Effect = { readonly kind: "will" } | { readonly kind: "already" | "cannot"; readonly why: string };

const WILL: Effect = { kind: "will" };

/** The same judgement for the preview and for the deed: what is shown is what is done, as long as nothing changes. */
export function effectOf(act: BulkAct, incident: BulkFacts, issuers: ReadonlyMap<string, Issuer>): Effect {
  try {
    return EFFECTS[act](incident, issuers);
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return { kind: "cannot", why: error.message };
    throw error;
  }
}

const EFFECTS: Readonly<Record<BulkAct, (incident: BulkFacts, issuers: ReadonlyMap<string, Issuer>) => Effect>> = {
  revoke: (incident, issuers) => {
    if (incident.state === "revoking") return { kind: "already", why: "it is being revoked" };
    if (incident.revoked && !incident.suspended) return { kind: "already", why: "it is revoked" };
    requireRevocable(issuers, incident);
    // Whoever reports real ids with made-up signatures would have us revoke what never leaked; one by one, a person sees it.
    if (incident.verdict === "forged") throw new AppError("conflict", "it is forged: nobody has shown to hold its token");
    return WILL;
  },
  notify: ({ revoked, untold }) => {
    if (!untold) return { kind: "already", why: "no notice of it is held back" };
    if (!revoked) throw new AppError("conflict", "its token is not revoked yet");
    return WILL;
  },
  close: (incident) => {
    if (incident.state === "closed") return { kind: "already", why: "it is closed" };
    requireClosable(incident);
    return WILL;
  },
};
