import type { Transaction } from "../db/database.ts";
import type { Candidate, Credential } from "../formats/format.ts";

export interface Owner {
  /** The issuer's own name for the owner. */
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** BCP 47 tag. */
  readonly locale: string | null;
}

/** What an issuer knows of one of its tokens. */
export interface KnownToken {
  readonly id: string;
  readonly name: string;
  readonly owner: Owner | null;
  readonly credential: Credential;
  readonly createdAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/**
 * What became of one token.
 * `revoked` by this call · `already` revoked before · `unknown` to the issuer · `refused` and will be again ·
 * `retry_later` not now · `action_needed` the issuer asks for a person.
 */
export type RevokeOutcome =
  | { readonly kind: "revoked" | "already" | "unknown" }
  | { readonly kind: "refused" | "action_needed"; readonly reason: string }
  | { readonly kind: "retry_later"; readonly reason: string; readonly afterSeconds?: number };

export interface RevokeRequest {
  readonly tokenId: string;
  /** Why, for the issuer's own records: names the incident, never the token. */
  readonly reason: string;
}

interface IssuerBase {
  readonly id: string;
  readonly title: string;
  /** One round trip for the whole batch; the answer has the order of `candidates`, null where nothing is known. */
  lookup(candidates: readonly Candidate[]): Promise<readonly (KnownToken | null)[]>;
}

/** An issuer whose tokens live in our own database: revoking joins the transaction that records it. */
export interface LocalIssuer extends IssuerBase {
  readonly where: "here";
  revoke(requests: readonly RevokeRequest[], tx: Transaction): Promise<readonly RevokeOutcome[]>;
  restore(tokenIds: readonly string[], tx: Transaction): Promise<void>;
}

/** An issuer elsewhere: called outside any transaction, idempotent, outcomes recorded afterwards. */
export interface RemoteIssuer extends IssuerBase {
  readonly where: "elsewhere";
  revoke(requests: readonly RevokeRequest[]): Promise<readonly RevokeOutcome[]>;
}

/** Who can look a token up, prove it genuine, name its owner and revoke it. Safe to call twice and concurrently. */
export type Issuer = LocalIssuer | RemoteIssuer;
