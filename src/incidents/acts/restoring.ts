import type { Database } from "../../db/database.ts";
import type { Issuer, RemoteIssuer, RevokeRequest } from "../../issuers/issuer.ts";
import { AppError } from "../../kernel/errors.ts";
import type { Decider } from "../../policy/policy.ts";
import { type Sealer, sealContext } from "../sealing/sealer.ts";
import { type IncidentState, requireNextState } from "../state.ts";
import { type LockedForAction, readForAction } from "./actions.sql.ts";

const NOT_KEPT = "the token's issuer can restore only what it is shown, and the token itself was not kept";

export interface RestoringNeeds {
  readonly db: Database;
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly decider: Decider;
  readonly sealer: Sealer;
}

/** Whether revoking a token can be taken back. `untilHours`: how long from now; null: for as long as anybody likes. */
export type Undo = { readonly possible: true; readonly untilHours: number | null } | { readonly possible: false; readonly why: string };

/** What issuer and policy say of taking a revocation back, whether it is made yet or not. */
export function undoOf({ decider, issuers }: Pick<RestoringNeeds, "decider" | "issuers">, incident: LockedForAction): Undo {
  const issuer = issuers.get(incident.issuer);
  const can = issuer?.where === "here" ? incident.tokenId !== null : issuer !== undefined && issuer.restore !== null;
  if (!can) return { possible: false, why: "the token's issuer cannot restore tokens" };
  if (issuer?.where === "elsewhere" && issuer.needsToken && incident.revoked && incident.sealedToken === null) {
    return { possible: false, why: NOT_KEPT };
  }
  const { name, restoreHours } = decider.policyFor(incident.format, incident.source);
  if (restoreHours === null) return { possible: true, untilHours: null };
  const left = restoreHours - (incident.revokedHours ?? 0);
  if (left >= 0) return { possible: true, untilHours: left };
  return { possible: false, why: `a token can be restored for ${restoreHours} h after it was revoked (${name}), and that time is over` };
}

/** The state after restoring. @throws AppError `conflict` when the state, the issuer or the policy's window does not allow it */
export function requireRestorable(needs: RestoringNeeds, incident: LockedForAction): IncidentState {
  const state = requireNextState(incident.state, "restore");
  const undo = undoOf(needs, incident);
  if (!undo.possible) throw new AppError("conflict", undo.why);
  return state;
}

/**
 * Has an issuer elsewhere give a token back. It is called before anything is recorded: whoever asked is there to ask again,
 * and a call that is repeated does no harm.
 */
export async function restoreElsewhere(needs: RestoringNeeds, incidentId: string, reason: string): Promise<void> {
  const incident = await readForAction(needs.db, incidentId);
  const issuer = incident === null ? undefined : needs.issuers.get(incident.issuer);
  if (incident === null || issuer?.where !== "elsewhere") return;
  requireRestorable(needs, incident);
  if (!incident.revoked) return;
  const [outcome] = await issuer.restore!([await requestOf(needs.sealer, issuer, incident, reason)]);
  if (outcome?.kind === "revoked" || outcome?.kind === "already") return;
  const why = outcome === undefined || !("reason" in outcome) ? "it does not know the token" : outcome.reason;
  if (outcome?.kind === "retry_later")
    throw new AppError("unavailable", `the issuer cannot restore the token now: ${why}`, { retryAfter: 5 });
  throw new AppError("conflict", `the issuer does not restore the token: ${why}`);
}

async function requestOf(sealer: Sealer, issuer: RemoteIssuer, incident: LockedForAction, reason: string): Promise<RevokeRequest> {
  const { id, round, sealedToken, tokenId } = incident;
  const request = { tokenId, incidentId: id, idempotencyKey: `${id}-${round}-restore`, reason };
  if (!issuer.needsToken) return { ...request, token: null };
  const opened = sealedToken === null ? null : await sealer.open(sealedToken, sealContext(id));
  if (opened?.ok !== true) throw new AppError("conflict", NOT_KEPT);
  return { ...request, token: opened.value };
}
