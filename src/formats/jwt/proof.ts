import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet, type JWK } from "jose";
import { cleanLine } from "../../kernel/text.ts";
import type { Candidate, CaveatFacts, CopyFacts, Credential, Proof } from "../format.ts";
import { proveByText } from "../text/proof.ts";
import { readJwt } from "./structure.ts";

// With public keys, only algorithms that need a private one to sign.
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
const MAX_TEXT = 200;
/** The last second of the year 9999. */
const LAST_SECOND = 253_402_300_799;

/** A JWT is proven by its issuer's public keys. Whether it has expired is for whoever asks: a signature does not expire. */
export async function proveJwt(candidate: Candidate, credential: Credential): Promise<Proof> {
  const text = candidate.text.reveal("verify a signature");
  const jwt = readJwt(text, 0);
  const copy = (): CopyFacts => copyFacts(jwt?.claims ?? {});
  if (credential.kind !== "jwks") return proveByText(candidate, credential, copy);
  if (!(await isSigned(text, credential.keys))) return { genuine: false };
  return { genuine: true, detail: candidate.wholeness === "exact" ? "exact" : "normalised", copy: copy() };
}

type KeySet = ReturnType<typeof createLocalJWKSet>;

// Importing a key costs more than using it; the set remembers what it imported.
const KEY_SETS = new WeakMap<JSONWebKeySet, KeySet>();

function keySetOf(keys: JSONWebKeySet): KeySet {
  const known = KEY_SETS.get(keys);
  if (known !== undefined) return known;
  const made = createLocalJWKSet({ keys: keys.keys.filter(isUsable) });
  KEY_SETS.set(keys, made);
  return made;
}

/** jose takes RSA keys of any exponent; with a tiny one anybody can sign. */
function isUsable(key: JWK): boolean {
  if (key.kty !== "RSA") return key.kty === "EC" || key.kty === "OKP";
  const exponent = Buffer.from(key.e ?? "", "base64url");
  return exponent.length <= 6 && exponent.length > 0 && exponent.readUIntBE(0, exponent.length) >= 65_537;
}

async function isSigned(text: string, keys: JSONWebKeySet): Promise<boolean> {
  try {
    await compactVerify(text, keySetOf(keys), { algorithms: ALGORITHMS });
    return true;
  } catch (error) {
    return error instanceof errors.JWKSMultipleMatchingKeys && (await isSignedByOneOf(text, error));
  }
}

/** A token that names no key is tried with every key of its kind. */
async function isSignedByOneOf(text: string, keys: errors.JWKSMultipleMatchingKeys): Promise<boolean> {
  try {
    for await (const key of keys) {
      const verified = await compactVerify(text, key, { algorithms: ALGORITHMS }).catch(() => null);
      if (verified !== null) return true;
    }
  } catch {
    // A key of the set that cannot be imported proves nothing.
  }
  return false;
}

const TOLD: readonly [claim: string, words: string][] = [
  ["iss", "issued by"],
  ["sub", "for"],
  ["aud", "only to be used at"],
  ["scope", "only for the scopes"],
];

/** What a JWT says of itself, cleaned; only proven ones get to say it. */
function copyFacts(claims: Readonly<Record<string, unknown>>): CopyFacts {
  const caveats: CaveatFacts[] = TOLD.flatMap(([claim, words]) => {
    const value = claims[claim];
    const texts = (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === "string").slice(0, 5);
    return texts.length === 0 ? [] : [{ kind: claim, text: cleanLine(`${words} ${texts.join(", ")}`, MAX_TEXT) }];
  });
  const expires = claims["exp"];
  const isTime = typeof expires === "number" && Number.isFinite(expires) && expires <= LAST_SECOND;
  return { caveats, expiresAt: isTime ? new Date(Math.max(expires, 0) * 1_000) : null };
}
