import { isUtf8 } from "node:buffer";
import { randomBytes, randomUUID } from "node:crypto";
import { isUuid } from "../../kernel/ids.ts";
import { Secret } from "../../kernel/secret.ts";
import type { Candidate, Credential, Format, Proof, RootKey, Wholeness } from "../format.ts";
import { literals } from "../literals.ts";
import type { Outline, Shape } from "../shape.ts";
import { proveByText } from "../text/proof.ts";
import { redact } from "../text/redact.ts";
import { userCaveat } from "./caveats.ts";
import { encodedLength } from "./codec/base64.ts";
import { decodeBytes } from "./codec/decode.ts";
import { copyFacts } from "./copy-facts.ts";
import { extract, extractJson } from "./extract.ts";
import { LIMITS, type Macaroon } from "./macaroon.ts";
import { mintMacaroon, tokenText } from "./mint.ts";
import { constantPrefixes } from "./prefixes.ts";
import { provesPossession } from "./signature.ts";

export interface MacaroonFormatOptions {
  readonly id: string;
  readonly title: string;
  /** Id of the issuer, where there is one from the start. */
  readonly issuer?: string | null;
  readonly reportedAs?: readonly string[];
  /** What stands before the base64url, with its separator: `pypi-`. Empty: bare macaroons, in base64 or JSON, for `location` only. */
  readonly prefix: string;
  /** What the issuer writes into its tokens. Others are read too: it is not signed. */
  readonly location: string;
  /** `uuid` (default): what is not a UUID in canonical text is no token of this issuer. */
  readonly identifier?: "uuid" | "any";
}

/** As many signature bytes prove possession of a copy that lost its tail: guessing them takes 2^63 reports. */
export const PROVING_BYTES = 8;

/** Tokens that are a prefix and a macaroon in base64url: everything about them but who issues them. */
export function macaroonFormat(options: MacaroonFormatOptions): Format {
  const { id, title, issuer = null, reportedAs = [], prefix, location } = options;
  const accepts = options.identifier === "any" ? isPrintable : isUuid;
  const prefixes = constantPrefixes(prefix, location, accepts === isUuid);
  const starts = literals(prefixes, "u");
  const shape = shapeOf(prefix, accepts === isUuid);

  function read(text: string, start: number): Candidate | null {
    const isJson = prefix === "" && text.startsWith("{", start);
    const found = isJson ? extractJson(text, start) : extract(text, start, prefix, starts);
    if (found === null || (isJson && found.macaroon.location?.toString() !== location)) return null;
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
      redacted: redact(prefix, isJson ? bytes.toString("base64url") : body),
    };
  }

  function example(): string {
    const caveats = [userCaveat(randomUUID())];
    return tokenText(prefix, mintMacaroon({ rootKey: randomBytes(32), location, identifier: randomUUID(), caveats }));
  }

  const behind = (): Outline | null => (prefix === "" ? null : { outline: "macaroon", before: prefix.length });
  return { id, title, issuer, reportedAs, prefixes, shape, behind, selfDelimiting: true, read, prove, example };
}

// Version, identifier of one byte, three end marks and lengths, signature.
const SHORTEST_BYTES = 2 + 2 + 2 + 2 + LIMITS.signatureBytes;
/**
 * In base64, ASCII has no `+` and no `/` but for `>`, `?` and `~` in some places, and a UUID has none of these: whatever the
 * alphabet, its 288 bits are 47 whole characters, wherever they begin.
 */
const UUID_RUN = 47;

function shapeOf(prefix: string, uuidIdentifier: boolean): Shape {
  const shortest = prefix.length + encodedLength(SHORTEST_BYTES);
  const reach = prefix.length + LIMITS.tokenChars + 1;
  if (prefix === "") return { reach, shortest, run: null };
  if (uuidIdentifier) return { reach, shortest, run: { length: UUID_RUN, alphabet: "url", bridge: "+/" } };
  return { reach, shortest, run: { length: encodedLength(SHORTEST_BYTES), alphabet: "base64", bridge: "" } };
}

function prove(candidate: Candidate, credential: Credential): Proof {
  const decoded = decodeBytes(candidate.bytes.reveal("prove possession"));
  const macaroon = decoded.ok ? decoded.macaroon : decoded.partial;
  if (macaroon === null) return { genuine: false };
  if (credential.kind !== "root_key") return proveByText(candidate, credential, () => copyFacts(macaroon.caveats));

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
function detailOf(macaroon: Macaroon, { caveats }: RootKey, wholeness: Wholeness): "exact" | "attenuated" | "normalised" {
  const kept = caveats.every((minted, i) => macaroon.caveats[i]?.id.equals(minted) === true);
  if (kept && macaroon.caveats.length > caveats.length) return "attenuated";
  return wholeness === "exact" ? "exact" : "normalised";
}

function isPrintable(identifier: string): boolean {
  return !/\p{Cc}/u.test(identifier);
}
