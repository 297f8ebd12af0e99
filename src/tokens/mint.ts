import type { Actor } from "../audit/event.ts";
import { appendAudit } from "../audit/trail.ts";
import type { Database } from "../db/database.ts";
import { expiryCaveat, userCaveat } from "../formats/macaroon/caveats.ts";
import type { BuiltinIssuer, MintedToken } from "../issuers/builtin/builtin.ts";
import type { Clock } from "../kernel/clock.ts";
import { cleanLine } from "../kernel/text.ts";

export interface MintOrder {
  readonly owner: { readonly name: string; readonly email: string; readonly locale: string | null };
  readonly name: string;
  /** Text as it is, or JSON written compactly; none: the token stands for its whole owner. */
  readonly caveats: readonly unknown[];
  readonly expiresAt: Date | null;
}

export interface MintNeeds {
  readonly db: Database;
  readonly builtin: BuiltinIssuer;
  readonly clock: Clock;
}

const NAME_MAX = 200;

/** Mints a token of the built-in issuer and records it in one transaction. Its caveats are those that PyPI's tokens have. */
export async function mintToken({ builtin, clock, db }: MintNeeds, order: MintOrder, actor: Actor): Promise<MintedToken> {
  const { email, locale, name } = order.owner;
  return await db.transaction(async (tx) => {
    const minted = await builtin.mint(
      {
        owner: { name: cleanLine(name, NAME_MAX), email, locale },
        name: cleanLine(order.name, NAME_MAX),
        caveats: (ownerId) => caveatsOf(order, ownerId, clock.now()),
        expiresAt: order.expiresAt,
      },
      tx,
    );
    await appendAudit(tx, [{ action: "token.minted", actor, incidentId: null, detail: { token: minted.id, owner: minted.ownerId } }]);
    return minted;
  });
}

function caveatsOf({ caveats, expiresAt }: MintOrder, ownerId: string, now: Date): Buffer[] {
  const asked = caveats.map((caveat) => Buffer.from(typeof caveat === "string" ? caveat : JSON.stringify(caveat)));
  const own = asked.length > 0 ? asked : [userCaveat(ownerId)];
  return expiresAt === null ? own : [...own, expiryCaveat(expiresAt, now)];
}
