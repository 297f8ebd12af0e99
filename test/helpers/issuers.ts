import { randomUUID } from "node:crypto";
import type { Candidate } from "../../src/formats/format.ts";
import { type Issuer, type KnownToken, NotNow, type RemoteIssuer, type RevokeRequest } from "../../src/issuers/issuer.ts";
import type { IssuerEntry, IssuerNeeds } from "../../src/issuers/kind.ts";
import { createIssuers } from "../../src/issuers/registry.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { atEnd } from "./at-end.ts";

export const QUIET: IssuerNeeds = { log: createLogger("silent"), observe: () => ({ onCall: () => undefined, onCircuit: () => undefined }) };

/** An issuer of the configuration; it is closed after the test file. */
export async function issuerOf(entry: IssuerEntry, needs: IssuerNeeds = QUIET): Promise<RemoteIssuer> {
  const [issuer] = await createIssuers([entry], needs);
  atEnd(() => issuer!.close());
  return issuer!;
}

/** What an issuer that can look things up knows. */
export async function knownBy(issuer: Issuer, candidates: readonly Candidate[]): Promise<(KnownToken | null)[]> {
  const answers = await issuer.lookup(candidates);
  return answers.map((answer) => {
    if (answer === "cannot_tell" || answer instanceof NotNow) throw new Error("the issuer cannot tell");
    return answer;
  });
}

/** A request as the revoker makes it. */
export function revocation(tokenId: string | null, more: Partial<RevokeRequest> = {}): RevokeRequest {
  const incidentId = randomUUID();
  return { tokenId, incidentId, idempotencyKey: `${incidentId}-1`, reason: `leaked (incident ${incidentId})`, token: null, ...more };
}
