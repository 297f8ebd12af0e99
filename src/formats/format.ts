import type { JSONWebKeySet } from "jose";
import type { Secret } from "../kernel/secret.ts";
import type { Outline, Shape, Stretch } from "./shape.ts";

/**
 * How much of the token a candidate is.
 * `exact` as minted · `normalised` another spelling of the same bytes (alphabet, padding) · `truncated` lost its tail.
 */
export type Wholeness = "exact" | "normalised" | "truncated";

/** What an issuer finds a token by: the public identifier it carries, or (hashed as `text/proof.ts` does it) its whole text. */
export type LookupKey =
  | {
      readonly by: "identifier";
      readonly identifier: string;
      /** Who issued it in its own words, where the format has a place for that (`iss` of a JWT). Nothing vouches for it. */
      readonly claimedIssuer?: string;
    }
  | { readonly by: "text" };

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

/** What an issuer knows that proves possession. A format proves nothing with a kind that is not its own. */
export type Credential = RootKey | StoredHash | PublicKeys | Attested;

/** Proves a macaroon: its chain of HMACs begins with this key. */
export interface RootKey {
  readonly kind: "root_key";
  readonly key: Secret<Buffer>;
  /** Caveats the token was minted with, in order. */
  readonly caveats: readonly Buffer[];
}

/** Proves any token whose issuer keeps a hash of its whole text. */
export interface StoredHash {
  readonly kind: "hash";
  /** 32 raw bytes: SHA-256, or HMAC-SHA-256 where there is a key. */
  readonly digest: Buffer;
  readonly key: Secret<Buffer> | null;
}

/** Proves a JWT: one of these keys signed it. Public keys of RSA, EC or OKP; hold on to the object, imported keys are cached by it. */
export interface PublicKeys {
  readonly kind: "jwks";
  readonly keys: JSONWebKeySet;
}

/** The issuer was shown the whole token and knows it: nothing is left to prove here. Only for issuers that are asked over a trusted channel. */
export interface Attested {
  readonly kind: "attested";
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

/** Something that stands in a token for whoever has it to read. Nothing vouches for it. */
export interface Fact {
  readonly name: string;
  /** Of whoever wrote the token: clean it before it goes anywhere. */
  readonly text: string;
}

/** Told what `read` saw besides tokens. */
export interface ReadObserver {
  /** All of a token was there but a checksum that holds: it is no token. */
  badChecksum(): void;
}

/** One token format: how to find, read, prove and redact it. One file each; `registry.ts` finds them. */
export interface Format {
  readonly id: string;
  readonly title: string;
  /** Id of the issuer that can look its tokens up. Null: nobody here can; they are recognised and redacted, and their verdict is `unknown`. */
  readonly issuer: string | null;
  /** What sources call tokens of this format. Never a reason for anything: only disagreement with them is counted. How words are joined makes no difference. */
  readonly reportedAs: readonly string[];
  /** Literal starts, the cheap filter: `read` is only asked where one of them stands. */
  readonly prefixes: readonly string[];
  readonly shape: Shape;
  /** What stands behind a prefix, or what it begins; null, and without it: nothing is promised. A promise like `shape`. */
  behind?(prefix: string): Stretch | Outline | null;
  /** Its structure tells when it is complete: it can be put together again across line wraps without taking in too much. */
  readonly selfDelimiting?: true;
  /** The token that starts at `start`, cut where its own structure ends; null when there is none. Never throws. */
  read(text: string, start: number, observe?: ReadObserver): Candidate | null;
  /** Proof that the candidate is a token of the issuer that gave the credential, in time that tells nothing. Never throws, never rejects. */
  prove(candidate: Candidate, credential: Credential): Proof | Promise<Proof>;
  /** What a candidate says besides what it proves; never a part of it that is secret. `text`: where it was found. Never throws. */
  facts?(candidate: Candidate, text: string): readonly Fact[];
  /** A made-up token of this format, another one at every call: for tests and simulations. */
  example(): string;
}
