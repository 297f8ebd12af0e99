import { isUtf8 } from "node:buffer";
import { randomBytes, randomUUID } from "node:crypto";
import { isUuid } from "../../kernel/ids.ts";
import { Secret } from "../../kernel/secret.ts";
import type { Candidate, Credential, Format, Proof, Wholeness } from "../format.ts";
import { literals } from "../literals.ts";
import { userCaveat } from "./caveats.ts";
import { decodeBytes } from "./codec/decode.ts";
import { copyFacts } from "./copy-facts.ts";
import { extract } from "./extract.ts";
import { LIMITS, type Macaroon } from "./macaroon.ts";
import { mintMacaroon, tokenText } from "./mint.ts";
import { constantPrefixes } from "./prefixes.ts";
import { provesPossession } from "./signature.ts";

export interface MacaroonFormatOptions {
  readonly id: string;
  readonly title: string;
  /** Id of the issuer. */
  readonly issuer: string;
  /** What stands before the base64url, with its separator: `pypi-`. */
  readonly prefix: string;
  /** What the issuer writes into its tokens. Others are read too: it is not signed. */
  readonly location: string;
  /** `uuid` (default): what is not a UUID in canonical text is no token of this issuer. */
  readonly identifier?: "uuid" | "any";
}

/** As many signature bytes prove possession of a copy that lost its tail: guessing them takes 2^63 reports. */
export const PROVING_BYTES = 8;

const SHOWN_START = 4;
const SHOWN_END = 3;

/** Tokens that are a prefix and a macaroon in base64url: everything about them but who issues them. */
export function macaroonFormat(options: MacaroonFormatOptions): Format {
  const { id, title, issuer, prefix, location } = options;
  const accepts = options.identifier === "any" ? isPrintable : isUuid;
  const prefixes = constantPrefixes(prefix, location, accepts === isUuid);
  const starts = literals(prefixes, "u");

  function read(text: string, start: number): Candidate | null {
    const found = extract(text, start, prefix, starts);
    if (found === null) return null;
    const { macaroon, body, bytes, wholeness } = found;
    if (macaroon.signature.length < PROVING_BYTES || !isUtf8(macaroon.identifier)) return null;
    const identifier = macaroon.identifier.toString();
    if (!accepts(identifier)) return null;
    return {
      format: id,
      start,
      end: start + prefix.length + body.length,
      text: new Secret(prefix + body),
      bytes: new Secret(bytes),
      lookup: { by: "identifier", identifier },
      wholeness,
      redacted: `${prefix}${body.slice(0, SHOWN_START)}…${body.slice(-SHOWN_END)}`,
    };
  }

  function example(): string {
    const caveats = [userCaveat(randomUUID())];
    return tokenText(prefix, mintMacaroon({ rootKey: randomBytes(32), location, identifier: randomUUID(), caveats }));
  }

  return { id, title, issuer, prefixes, selfDelimiting: true, read, prove, example };
}

function prove(candidate: Candidate, credential: Credential): Proof {
  const decoded = decodeBytes(candidate.bytes.reveal("prove possession"));
  const macaroon = decoded.ok ? decoded.macaroon : decoded.partial;
  if (macaroon === null) return { genuine: false };

  const rootKey = credential.key.reveal("prove possession");
  if (decoded.ok && provesPossession(macaroon, rootKey, LIMITS.signatureBytes)) {
    return { genuine: true, detail: detailOf(macaroon, credential, candidate.wholeness), copy: copyFacts(macaroon.caveats) };
  }
  if (candidate.wholeness !== "exact" && provesPossession(macaroon, rootKey, provingBytes(candidate, macaroon))) {
    return { genuine: true, detail: "truncated", copy: copyFacts(macaroon.caveats) };
  }
  return { genuine: false };
}

/**
 * All signature bytes that a cut copy has left. But one put together from broken text may have lost its tail and taken in
 * words that followed instead: of it, no more than proves possession.
 */
function provingBytes({ wholeness }: Candidate, { signature }: Macaroon): number {
  return wholeness === "truncated" ? Math.max(signature.length, PROVING_BYTES) : PROVING_BYTES;
}

/**
 * With a valid signature, caveats other than the minted ones and more are no sign of forgery: nobody but the holder of
 * the root key can take a minted caveat away, so it is the issuer's record of them that is incomplete.
 */
function detailOf(macaroon: Macaroon, { caveats }: Credential, wholeness: Wholeness): "exact" | "attenuated" | "normalised" {
  const kept = caveats.every((minted, i) => macaroon.caveats[i]?.id.equals(minted) === true);
  if (kept && macaroon.caveats.length > caveats.length) return "attenuated";
  return wholeness === "exact" ? "exact" : "normalised";
}

function isPrintable(identifier: string): boolean {
  return !/\p{Cc}/u.test(identifier);
}
