import { verify } from "node:crypto";
import { promisify } from "node:util";
import type { Authentication, RawRequest } from "../source.ts";
import { onlyValue, refused } from "./header.ts";
import type { KeyLookup } from "./key-set.ts";

/** The headers that name the key and carry the signature; lower case. */
export interface HeaderPair {
  readonly keyId: string;
  readonly signature: string;
}

/** How a discloser signs: the same for all of them but for the two header names, which they agree with each receiver. */
export interface SignedDiscloserOptions {
  /** Of several pairs, a delivery carries exactly one. */
  readonly headers: readonly HeaderPair[];
  /** Finds a key by its identifier; throws when it cannot tell. */
  readonly findKey: (id: string) => Promise<KeyLookup>;
}

// On the thread pool: measured 25,900 checks a second with 8 in flight, against 14,400 in the event loop.
const verifyOnPool = promisify(verify);
// Hex digests today; no spaces and no commas, so that two headers which a proxy joined are never one identifier.
const KEY_ID = /^[0-9A-Za-z._:/+=~@-]{1,256}$/u;
const BASE64 = /^[0-9A-Za-z+/]+={0,2}$/u;
// 139 bytes, the longest of P-521: what another curve made should be refused for its key, which says more.
const MAX_SIGNATURE_CHARACTERS = 188;

/**
 * ECDSA with SHA-256 over the raw body: DER in base64 in one header, the key's identifier in another.
 * ECDSA is malleable ((r, n−s) verifies as well), so nothing may take the signature's text for an identity.
 */
export function signedDiscloser(options: SignedDiscloserOptions): (request: RawRequest) => Promise<Authentication> {
  return async ({ headers, body }) => {
    const [pair, another] = options.headers.filter(({ keyId, signature }) => (headers[keyId] ?? headers[signature]) !== undefined);
    if (pair === undefined) return refused("missing_header");
    if (another !== undefined) return refused("repeated_header");
    const id = onlyValue(headers, pair.keyId);
    if (!id.ok) return id;
    const signatureText = onlyValue(headers, pair.signature);
    if (!signatureText.ok) return signatureText;
    const signature = decodeSignature(signatureText.value);
    if (!KEY_ID.test(id.value) || signature === null) return refused("malformed_header");

    // Before the body is hashed: made-up identifiers should cost us as little as possible.
    const found = await options.findKey(id.value);
    if (!found.ok) return found;
    return (await verifyOnPool("sha256", body, found.key, signature)) ? { ok: true } : refused("wrong_signature");
  };
}

// Node's decoder skips what is not base64; only text that it would write itself is accepted.
function decodeSignature(text: string): Buffer | null {
  if (text.length > MAX_SIGNATURE_CHARACTERS || !BASE64.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}
