import type { Actor } from "../audit/event.ts";
import { appendAudit } from "../audit/trail.ts";
import type { Database } from "../db/database.ts";
import { expiryCaveat, userCaveat } from "../formats/macaroon/caveats.ts";
import type { BuiltinIssuer, MintedToken } from "../issuers/builtin/builtin.ts";
import type { Clock } from "../kernel/clock.ts";
import { cleanLine } from "../kernel/text.ts";
import type { MintOrder } from "./order.ts";

export interface MintNeeds {
  readonly db: Database;
  readonly builtin: BuiltinIssuer;
  readonly clock: Clock;
}

const NAME_MAX = 200;

/** Mints a token of the built-in issuer and records it in one transaction. Its caveats are those that PyPI's tokens have. */
export async function mintToken({ builtin, clock, db }: MintNeeds, order: MintOrder, actor: Actor): Promise<MintedToken> {
  const { email, locale, name } = order.owner;
  const expiresAt = typeof order.expires_at === "string" ? new Date(order.expires_at) : null;
  return await db.transaction(async (tx) => {
    const minted = await builtin.mint(
      {
        owner: { name: cleanLine(name, NAME_MAX), email, locale: locale ?? null },
        name: cleanLine(order.name, NAME_MAX),
        caveats: (ownerId) => caveatsOf(order.caveats, expiresAt, ownerId, clock.now()),
        expiresAt,
      },
      tx,
    );
    appendAudit(tx, [{ action: "token.minted", actor, incidentId: null, detail: { token: minted.id, owner: minted.ownerId } }]);
    return minted;
  });
}

function caveatsOf(caveats: MintOrder["caveats"], expiresAt: Date | null, ownerId: string, now: Date): Buffer[] {
  const asked = caveats.map((caveat) => Buffer.from(typeof caveat === "string" ? caveat : JSON.stringify(caveat)));
  const own = asked.length > 0 ? asked : [userCaveat(ownerId)];
  return expiresAt === null ? own : [...own, expiryCaveat(expiresAt, now)];
}
