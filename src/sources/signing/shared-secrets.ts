import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Secret } from "../../kernel/secret.ts";

/** Several secrets are all good at once, so that they can be rotated; null: this installation has none. */
export type SharedSecrets = Secret<readonly string[]> | null;

/** Whether `signature` is HMAC-SHA-256 of the bytes under one of the secrets, of which all are tried, in constant time. */
export function isSignedByOne(secrets: Secret<readonly string[]>, bytes: Buffer, signature: Buffer): boolean {
  const expected = secrets.reveal("check a signature").map((secret) => createHmac("sha256", secret).update(bytes).digest());
  return isOneOf(expected, signature);
}

// Equal lengths are needed to compare in constant time, and a length would tell something of the secret.
const blind = randomBytes(32);
const blinded = (text: string): Buffer => createHmac("sha256", blind).update(text).digest();

/** Whether `text` is one of the secrets, in constant time. */
export function isOneOfSecrets(secrets: Secret<readonly string[]>, text: string): boolean {
  return isOneOf(secrets.reveal("check a shared secret").map(blinded), blinded(text));
}

/** Whether one of `expected`, of which all are looked at, is `given`. */
export function isOneOf(expected: readonly Buffer[], given: Buffer): boolean {
  let found = false;
  for (const one of expected) {
    if (one.length === given.length && timingSafeEqual(one, given)) found = true;
  }
  return found;
}

/** The bytes of a SHA-256 in lower-case hex; null for anything else. */
export function readDigest(hex: string): Buffer | null {
  return /^[0-9a-f]{64}$/u.test(hex) ? Buffer.from(hex, "hex") : null;
}
