import type { Candidate, Format } from "../../../src/formats/format.ts";
import type { Issuer, KnownToken, RemoteIssuer, RevokeOutcome, RevokeRequest } from "../../../src/issuers/issuer.ts";
import { revocation } from "../../helpers/issuers.ts";

/** A token that the far side knows, or one that it has never heard of. */
export interface Minted {
  /** Null where the issuer knows its tokens by nothing but their text. */
  readonly id: string | null;
  readonly candidate: Candidate;
}

/**
 * What can be wrong with the far side. `down` it cannot be reached · `silent` it takes the call and never answers ·
 * `refusing` it says no · `lying` it says yes, and the token lives · `forgotten` it does what it is asked and its answer is lost.
 */
export const TROUBLES = ["down", "silent", "refusing", "lying", "forgotten"] as const;

export type Trouble = (typeof TROUBLES)[number];

/** The world that an issuer lives in, as the conformance suite needs it. */
export interface FarSide {
  /** It, reached without trouble. */
  readonly issuer: Issuer;
  readonly format: Format;
  /** What is answered when a token is revoked, and when it is again. */
  readonly answers: { readonly first: RevokeOutcome["kind"]; readonly again: RevokeOutcome["kind"] };
  /** `proves` by what it knows · `vouches` for what it was shown · `blind`: nothing can be looked up. */
  readonly sight: "proves" | "vouches" | "blind";
  mint(): Promise<Minted>;
  /** A token in its format that it never issued. */
  stranger(): Minted;
  /** A token with the identifier of a real one, and not its proof. */
  forgery(of: Minted): Candidate;
  isAlive(token: Minted): Promise<boolean>;
  /** How often it has put an end to this token. */
  deaths(token: Minted): Promise<number>;
  revoke(issuer: Issuer, requests: readonly RevokeRequest[]): Promise<readonly RevokeOutcome[]>;
  /** The same far side behind a trouble; null where it lies in our own database and has none of its own. */
  readonly troubled: ((trouble: Trouble) => Promise<RemoteIssuer>) | null;
  heal(): void;
}

/** What the revoker would ask of this issuer. */
export function requestOf(issuer: Issuer, { candidate, id }: Minted): RevokeRequest {
  return revocation(id, { token: issuer.where === "elsewhere" && issuer.needsToken ? candidate.text : null });
}

export function candidateOf(format: Format, text: string): Candidate {
  const candidate = format.read(text, 0);
  if (candidate === null) throw new Error("the far side made a token that its format does not read");
  return candidate;
}

/** Whether what the issuer knows proves the candidate genuine. */
export async function isGenuine(format: Format, candidate: Candidate, known: KnownToken | null | undefined): Promise<boolean> {
  return known !== null && known !== undefined && (await format.prove(candidate, known.credential)).genuine;
}
