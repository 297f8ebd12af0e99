import type { Actor } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import type { Issuer, Standing } from "../../issuers/issuer.ts";
import type { Clock } from "../../kernel/clock.ts";
import { AppError } from "../../kernel/errors.ts";
import { judgeToken, type PastedNeeds } from "../lookup.ts";
import { type Sealer, sealContext } from "../sealing/sealer.ts";
import type { Judgement } from "../verdict.ts";
import { type LockedForAction, readForAction } from "./actions.sql.ts";

/** Whether a token works, as far as anybody knows. `check_failed`: its issuer could not say. */
export type Validity = "active" | "revoked" | "expired" | "unknown" | "check_failed";

export interface CheckingNeeds extends Pick<PastedNeeds, "classifier"> {
  readonly db: Database;
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly sealer: Sealer;
  readonly clock: Clock;
}

interface Checked {
  readonly result: Validity;
  readonly reason?: string;
  readonly last_used?: string;
}

/** Asks a token's issuer, when a person wants to know, how the token stands now. What was answered is in the audit trail, and nowhere else. */
export class Checking {
  readonly #needs: CheckingNeeds;

  constructor(needs: CheckingNeeds) {
    this.#needs = needs;
  }

  /** @throws AppError `not_found`, or `conflict` when nobody can be asked */
  async check(incidentId: string, actor: Actor): Promise<Validity> {
    const incident = await readForAction(this.#needs.db, incidentId);
    if (incident === null) throw new AppError("not_found", "there is no incident with this id");
    const refusal = refusalToCheck(this.#needs.issuers, incident);
    if (refusal !== null) throw new AppError("conflict", refusal);
    const checked = await this.#ask(incident);
    await this.#needs.db.transaction(async (tx) => {
      appendAudit(tx, [{ action: "incident.checked", actor, incidentId, detail: { ...checked } }]);
    });
    return checked.result;
  }

  async #ask(incident: LockedForAction): Promise<Checked> {
    const issuer = this.#needs.issuers.get(incident.issuer);
    if (issuer?.where === "here") return ofStanding(await issuer.standingOf(incident.tokenId!), this.#needs.clock.now());
    const opened = await this.#needs.sealer.open(incident.sealedToken!, sealContext(incident.id));
    if (!opened.ok) return { result: "check_failed", reason: "the sealed token cannot be opened" };
    const found = await judgeToken(this.#needs.classifier, opened.value);
    if (found === null) return { result: "unknown" };
    return "undecided" in found ? { result: "check_failed", reason: found.undecided } : { result: ofJudgement(found) };
  }
}

/** Why nobody can be asked how the token stands; null when somebody can. */
export function refusalToCheck(
  issuers: ReadonlyMap<string, Issuer>,
  { issuer: id, sealedToken, tokenId }: Pick<LockedForAction, "issuer" | "sealedToken" | "tokenId">,
): string | null {
  const issuer = issuers.get(id);
  if (issuer === undefined) return "its issuer is not configured any more";
  if (issuer.where === "here") return tokenId === null ? "no issuer knows this token" : null;
  return sealedToken === null ? "its issuer knows it by its text, which was not kept: whoever has the token can look it up" : null;
}

function ofStanding(standing: Standing | null, now: Date): Checked {
  if (standing === null) return { result: "unknown" };
  const { expiresAt, lastUsedAt, revokedAt } = standing;
  const result = revokedAt !== null ? "revoked" : expiresAt !== null && expiresAt <= now ? "expired" : "active";
  return { result, ...(lastUsedAt !== null && { last_used: lastUsedAt.toISOString() }) };
}

function ofJudgement({ detail, verdict }: Judgement): Validity {
  if (verdict === "genuine") return "active";
  if (verdict !== "inactive") return "unknown";
  return detail === "revoked" ? "revoked" : "expired";
}
