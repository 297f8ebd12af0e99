/** A key of Standard Webhooks: a shared secret for HMAC, or the public half of an ed25519 key pair. */
export interface WebhookKey {
  readonly kind: "hmac" | "ed25519";
  readonly bytes: Buffer;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/u;
const ED25519_BYTES = 32;
const MIN_SECRET_BYTES = 24;
const MAX_SECRET_BYTES = 64;

/**
 * Reads `whsec_` (or nothing) and the base64 of 24 to 64 bytes, or `whpk_` and the base64 of 32; null for anything else.
 * The bytes are the key: who signs with the text itself, as some did, signs with another key.
 */
export function readWebhookKey(text: string): WebhookKey | null {
  const [, prefix = "", encoded = ""] = /^(whsec_|whpk_)?(.*)$/su.exec(text) ?? [];
  const bytes = decode(encoded);
  if (bytes === null) return null;
  if (prefix === "whpk_") return bytes.length === ED25519_BYTES ? { kind: "ed25519", bytes } : null;
  return bytes.length >= MIN_SECRET_BYTES && bytes.length <= MAX_SECRET_BYTES ? { kind: "hmac", bytes } : null;
}

// Node's decoder skips what is not base64.
function decode(text: string): Buffer | null {
  if (!BASE64.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64").replaceAll("=", "") === text.replaceAll("=", "") ? bytes : null;
}
