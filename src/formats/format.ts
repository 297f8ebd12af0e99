import type { Secret } from "../kernel/secret.ts";

/**
 * How much of the token a candidate is.
 * `exact` as minted · `normalised` another spelling of the same bytes (alphabet, padding) · `truncated` lost its tail.
 */
export type Wholeness = "exact" | "normalised" | "truncated";

/** What an issuer finds a token by: the public identifier it carries, or (hashed by the issuer) its whole text. */
export type LookupKey = { readonly by: "identifier"; readonly identifier: string } | { readonly by: "text" };

/** A stretch of text that has the structure of one format's token. Nothing is proven yet. */
export interface Candidate {
  /** Id of the format that read it. */
  readonly format: string;
  /** UTF-16 offsets in the text it was found in, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly text: Secret;
  /** The decoded bytes: equal for every spelling of the same token. */
  readonly bytes: Secret<Buffer>;
  readonly lookup: LookupKey;
  readonly wholeness: Wholeness;
  /** The only form that may be shown or stored. */
  readonly redacted: string;
}

/** What an issuer knows that proves possession. */
export interface Credential {
  /** Root key of a macaroon, stored hash of others. */
  readonly key: Secret<Buffer>;
  /** Caveats the token was minted with, in order. */
  readonly caveats: readonly Buffer[];
}

/** What the leaked copy says of itself; for people and for the verdict. */
export interface CopyFacts {
  readonly caveats: readonly CaveatFacts[];
  /** The copy cannot be used after this, whatever its root allows. */
  readonly expiresAt: Date | null;
}

export interface CaveatFacts {
  /** `expiry`, `project`, … or `unknown`. */
  readonly kind: string;
  /** One line for people, cleaned. */
  readonly text: string;
}

export type Proof =
  | { readonly genuine: false }
  | {
      readonly genuine: true;
      readonly detail: "exact" | "attenuated" | "normalised" | "truncated";
      readonly copy: CopyFacts;
    };

/** One token format: how to find, read, prove and redact it. One file each; `registry.ts` finds them. */
export interface Format {
  readonly id: string;
  readonly title: string;
  /** Id of the issuer that can look its tokens up. */
  readonly issuer: string;
  /** Literal starts, the cheap filter: `read` is only asked where one of them stands. */
  readonly prefixes: readonly string[];
  /** Its structure tells when it is complete: it can be put together again across line wraps without taking in too much. */
  readonly selfDelimiting?: true;
  /** The token that starts at `start`, cut where its own structure ends; null when there is none. Never throws. */
  read(text: string, start: number): Candidate | null;
  /** Constant-time proof that the candidate was made with the issuer's key. Never throws. */
  prove(candidate: Candidate, credential: Credential): Proof;
  /** A made-up token of this format, another one at every call: for tests and simulations. */
  example(): string;
}
