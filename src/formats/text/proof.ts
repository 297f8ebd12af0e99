import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Secret } from "../../kernel/secret.ts";
import type { Candidate, CopyFacts, Credential, Proof } from "../format.ts";

/** SHA-256 of a token's whole text (prefix included), or HMAC-SHA-256 under `key`: what issuers keep instead of the token. */
export function hashText(text: Secret, key: Secret<Buffer> | null): Buffer {
  const digest = key === null ? createHash("sha256") : createHmac("sha256", key.reveal("hash a token"));
  return digest.update(text.reveal("hash a token")).digest();
}

const NOTHING_SAID: CopyFacts = { caveats: [], expiresAt: null };

/** The proof for tokens that are known by their whole text: constant time in what the hash is. */
export function proveByText({ text, wholeness }: Candidate, credential: Credential, copy = (): CopyFacts => NOTHING_SAID): Proof {
  if (wholeness === "truncated" || !isTheirs(text, credential)) return { genuine: false };
  return { genuine: true, detail: wholeness, copy: copy() };
}

function isTheirs(text: Secret, credential: Credential): boolean {
  if (credential.kind === "attested") return true;
  if (credential.kind !== "hash") return false;
  const digest = hashText(text, credential.key);
  return digest.length === credential.digest.length && timingSafeEqual(digest, credential.digest);
}
