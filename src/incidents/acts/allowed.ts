import type { Issuer } from "../../issuers/issuer.ts";
import { AppError } from "../../kernel/errors.ts";
import type { NewObligation } from "../../obligations/obligations.sql.ts";
import { type IncidentState, requireNextState } from "../state.ts";
import type { LockedForAction } from "./actions.sql.ts";

/** What decides whether an act is allowed. */
export type ActFacts = Pick<LockedForAction, "state" | "issuer" | "tokenId" | "sealedToken" | "suspended">;

export interface Revocable {
  /** The state that follows. */
  readonly state: IncidentState;
  readonly by: Pick<NewObligation, "kind" | "lane">;
  /** The issuer does, so that we do not. */
  readonly tellsOwners: boolean;
}

/** @throws AppError `conflict` that says why it cannot be revoked */
export function requireRevocable(issuers: ReadonlyMap<string, Issuer>, incident: ActFacts): Revocable {
  // What is suspended is dead already: it is ended for good now, and not after its time.
  const state = incident.suspended && incident.state === "revoked" ? incident.state : requireNextState(incident.state, "revoke");
  const issuer = issuers.get(incident.issuer);
  if (issuer === undefined) throw new AppError("conflict", `the token's issuer "${incident.issuer}" is not configured any more`);
  if (issuer.where === "here") {
    requireKnown(incident);
    return { state, by: { kind: "revoke" }, tellsOwners: false };
  }
  if (!issuer.needsToken) requireKnown(incident);
  else if (incident.sealedToken === null)
    throw new AppError("conflict", "the token's issuer can revoke only what it is shown, and the token itself was not kept");
  return { state, by: { kind: "revoke_elsewhere", lane: issuer.id }, tellsOwners: issuer.tellsOwners };
}

function requireKnown({ tokenId }: ActFacts): void {
  if (tokenId === null) throw new AppError("conflict", "no issuer knows this token, so there is nothing to revoke");
}

/** The state after closing. @throws AppError `conflict` that says why it cannot be closed */
export function requireClosable({ state, suspended }: ActFacts): IncidentState {
  if (suspended) throw new AppError("conflict", "the token is only suspended: revoke or restore it first");
  return requireNextState(state, "close");
}
