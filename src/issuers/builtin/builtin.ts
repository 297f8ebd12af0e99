import { randomBytes, randomUUID } from "node:crypto";
import type { Database, Transaction } from "../../db/database.ts";
import type { Candidate } from "../../formats/format.ts";
import { mintMacaroon, tokenText } from "../../formats/macaroon/mint.ts";
import { isUuid } from "../../kernel/ids.ts";
import type { Keyring } from "../../kernel/keyring.ts";
import { Secret } from "../../kernel/secret.ts";
import type { KnownToken, LocalIssuer, RevokeOutcome, RevokeRequest, Standing } from "../issuer.ts";
import {
  existingTokens,
  insertToken,
  restoreTokens,
  revokeTokens,
  selectTokens,
  type TokenRow,
  touchToken,
  upsertOwner,
} from "./builtin.sql.ts";

const ROOT_KEY_BYTES = 32;

export interface BuiltinIssuerNeeds {
  readonly db: Database;
  readonly lookupDb: Database;
  readonly keyring: Keyring;
  readonly prefix: string;
  readonly location: string;
}

export interface MintRequest {
  readonly owner: { readonly name: string; readonly email: string; readonly locale: string | null };
  readonly name: string;
  /** First-party caveats, in order; the issuer's own (user, expiry) are for the caller to add. */
  readonly caveats: (ownerId: string) => readonly Buffer[];
  readonly expiresAt: Date | null;
}

export interface MintedToken {
  readonly id: string;
  readonly ownerId: string;
  readonly token: Secret;
}

/** All its tokens have a name. */
export interface BuiltinToken extends KnownToken {
  readonly id: string;
}

/**
 * The issuer that Tokenward brings along: macaroons in our own database. A token is never stored, only its root key,
 * sealed for its row; every call is one statement for the whole batch.
 */
export class BuiltinIssuer implements LocalIssuer {
  readonly id = "builtin";
  readonly title = "Built-in issuer";
  readonly where = "here";
  readonly #needs: BuiltinIssuerNeeds;

  constructor(needs: BuiltinIssuerNeeds) {
    this.#needs = needs;
  }

  /** Mints in the caller's transaction, so that the token and its audit event exist together or not at all. */
  async mint(request: MintRequest, tx: Transaction): Promise<MintedToken> {
    const { keyring, location, prefix } = this.#needs;
    const { name, email, locale } = request.owner;
    const ownerId = await upsertOwner(tx, randomUUID(), name, email, locale);
    const id = randomUUID();
    const rootKey = randomBytes(ROOT_KEY_BYTES);
    const caveats = request.caveats(ownerId);
    const sealed = keyring.seal(rootKey, sealContext(id));
    await insertToken(tx, { id, ownerId, name: request.name, location, rootKey: sealed, caveats, expiresAt: request.expiresAt });
    return { id, ownerId, token: new Secret(tokenText(prefix, mintMacaroon({ rootKey, location, identifier: id, caveats }))) };
  }

  async lookup(candidates: readonly Candidate[]): Promise<readonly (BuiltinToken | null)[]> {
    const identifiers = candidates.map(({ lookup }) =>
      lookup.by === "identifier" && isUuid(lookup.identifier) ? lookup.identifier : null,
    );
    const wanted = new Set(identifiers.filter((identifier) => identifier !== null));
    if (wanted.size === 0) return identifiers.map(() => null);
    const known = new Map((await selectTokens(this.#needs.lookupDb, [...wanted])).map((row) => [row.id, this.#known(row)]));
    return identifiers.map((identifier) => (identifier === null ? null : (known.get(identifier) ?? null)));
  }

  async revoke(requests: readonly RevokeRequest[], tx: Transaction): Promise<readonly RevokeOutcome[]> {
    const ids = requests.map((request) => request.tokenId!);
    const revoked = await revokeTokens(
      tx,
      ids,
      requests.map((request) => request.reason),
    );
    const existing = revoked.size === ids.length ? revoked : await existingTokens(tx, ids);
    return ids.map((id) => ({ kind: revoked.has(id) ? "revoked" : existing.has(id) ? "already" : "unknown" }));
  }

  async restore(tokenIds: readonly string[], tx: Transaction): Promise<void> {
    await restoreTokens(tx, tokenIds);
  }

  async standingOf(tokenId: string): Promise<Standing | null> {
    const [row] = await selectTokens(this.#needs.db, [tokenId]);
    return row === undefined ? null : { expiresAt: row.expires_at, lastUsedAt: row.last_used_at, revokedAt: row.revoked_at };
  }

  async markUsed(tokenId: string): Promise<void> {
    await touchToken(this.#needs.db, tokenId);
  }

  #known(row: TokenRow): BuiltinToken {
    return {
      id: row.id,
      name: row.name,
      owner: { id: row.owner_id, name: row.owner_name, email: row.owner_email, locale: row.owner_locale },
      credential: {
        kind: "root_key",
        key: new Secret(this.#needs.keyring.unseal(row.root_key, sealContext(row.id))),
        caveats: row.caveats,
      },
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
    };
  }
}

// The row is part of what is sealed: a root key copied to another token's row does not open there.
function sealContext(tokenId: string): string {
  return `token ${tokenId}`;
}
