import type { Transaction } from "../db/database.ts";
import type { Candidate, Credential } from "../formats/format.ts";
import type { Secret } from "../kernel/secret.ts";

/** Somebody to tell besides the owner's own address. */
export interface Contact {
  readonly name: string;
  readonly email: string;
  /** BCP 47 tag. */
  readonly locale: string | null;
  /** `address`: another of the owner's, tried when the first takes no mail · `co_owner`: told too · `admin` of the owner's organisation: tried last. */
  readonly relation: "address" | "co_owner" | "admin";
  readonly verified: boolean;
  /** What of the token's scope concerns them, in words; null: all of it. */
  readonly concerns: readonly string[] | null;
}

export interface Owner {
  /** The issuer's own name for the owner. */
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** BCP 47 tag. */
  readonly locale: string | null;
  /** Whether the address was confirmed; taken for granted where the issuer does not say. */
  readonly verified?: boolean;
  /** Nobody who left. */
  readonly contacts?: readonly Contact[];
}

/** What an issuer knows of one of its tokens. */
export interface KnownToken {
  /** Null: the issuer knows it by nothing but its text. */
  readonly id: string | null;
  readonly name: string;
  readonly owner: Owner | null;
  readonly credential: Credential;
  readonly createdAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** What an issuer says of a candidate; null when it never issued it, `cannot_tell` when only revoking it would show. */
export type LookupAnswer = KnownToken | "cannot_tell" | null;

/** What an issuer told about a token no sooner than when it was revoked. */
export interface LateFacts {
  readonly name?: string | undefined;
  readonly owner?: Owner | undefined;
}

/**
 * What became of one token.
 * `revoked` by this call · `already` revoked before · `accepted` by an issuer that does not say what becomes of each ·
 * `unknown` to the issuer · `refused` and will be again · `retry_later` not now · `action_needed` a person has to do something.
 */
export type RevokeOutcome =
  | { readonly kind: "revoked" | "already" | "accepted" | "unknown"; readonly facts?: LateFacts }
  | { readonly kind: "refused" | "action_needed"; readonly reason: string }
  | { readonly kind: "retry_later"; readonly reason: string; readonly afterSeconds?: number };

export interface RevokeRequest {
  /** Null where the issuer knows its tokens by nothing but their text. */
  readonly tokenId: string | null;
  readonly incidentId: string;
  /** The same whenever this is asked for again after a crash or a delay. */
  readonly idempotencyKey: string;
  /** Why, for the issuer's own records: names the incident, never the token. */
  readonly reason: string;
  /** Given to issuers that need it, and to no other. */
  readonly token: Secret | null;
}

/** Id of the issuer of formats that no issuer is configured for: it knows nothing, so that their tokens are `unknown`. */
export const NOBODY = "none";

/** Why an issuer did not answer for a candidate of which it may be asked again. */
export class NotNow {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/** As far as it could be asked. */
export type PartialAnswer = LookupAnswer | NotNow;

interface IssuerBase {
  readonly id: string;
  readonly title: string;
  /**
   * One round trip for the whole batch where the issuer allows it; the answer has the order of `candidates`.
   * @throws AppError `unavailable` when nothing can be asked now
   */
  lookup(candidates: readonly Candidate[]): Promise<readonly PartialAnswer[]>;
}

/** How a token stands with its issuer now. */
export type Standing = Pick<KnownToken, "expiresAt" | "lastUsedAt" | "revokedAt">;

/** An issuer whose tokens live in our own database: revoking joins the transaction that records it. */
export interface LocalIssuer extends IssuerBase {
  readonly where: "here";
  lookup(candidates: readonly Candidate[]): Promise<readonly LookupAnswer[]>;
  revoke(requests: readonly RevokeRequest[], tx: Transaction): Promise<readonly RevokeOutcome[]>;
  restore(tokenIds: readonly string[], tx: Transaction): Promise<void>;
  /** Null: it does not know the token. */
  standingOf(tokenId: string): Promise<Standing | null>;
}

/** One outcome per request, in order. Safe to repeat. Never throws for what an issuer may do: silence, refusal and nonsense are outcomes. */
export type Change = (requests: readonly RevokeRequest[]) => Promise<readonly RevokeOutcome[]>;

/** An issuer elsewhere: called outside any transaction, idempotent, outcomes recorded afterwards. */
export interface RemoteIssuer extends IssuerBase {
  readonly where: "elsewhere";
  /** Whether it can revoke only what it is shown: its tokens are kept sealed until their incident ends. */
  readonly needsToken: boolean;
  /** Whether it tells owners itself, so that we do not. */
  readonly tellsOwners: boolean;
  /** Requests per call at most; what is answered is recorded before the next call. */
  readonly batch: number;
  revoke(requests: readonly RevokeRequest[]): Promise<readonly RevokeOutcome[]>;
  /** Makes tokens useless until `restore`; answers `revoked` and `already` as revoking does. */
  readonly suspend: Change | null;
  /** Gives suspended or revoked tokens back; answers `revoked` for those that live again. */
  readonly restore: Change | null;
  /** Looks whether it can be used as it is configured, without changing anything. @throws an error that says what to do */
  check(): Promise<void>;
  /** Ends its connections. */
  close(): Promise<void>;
}

/** Who can look a token up, prove it genuine, name its owner and revoke it. Safe to call twice and concurrently. */
export type Issuer = LocalIssuer | RemoteIssuer;
