import { createHmac, createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Clock } from "../../kernel/clock.ts";
import { readWebhookKey } from "../../kernel/webhook-key.ts";
import type { Authentication, RawRequest, Refusal } from "../source.ts";
import { onlyValue, refused } from "./header.ts";
import { isOneOf, type SharedSecrets } from "./shared-secrets.ts";

/** From the sender's clock to ours, either way. */
const TOLERANCE_MS = 5 * 60_000;
const MAX_SIGNATURES = 20;
// No full stop: it separates what is signed.
const ID = /^[!-\-/-~]{1,256}$/u;
const TIMESTAMP = /^[0-9]{1,12}$/u;
const SIGNATURE = /^(?<version>v[0-9]+[a-z]*),(?<value>[0-9A-Za-z+/]+={0,2})$/u;

/**
 * Standard Webhooks: `v1` is HMAC-SHA-256, `v1a` ed25519, over `<id>.<timestamp>.<raw body>`. One good signature of
 * those listed is enough, which is how senders rotate; versions that we do not know are passed over.
 */
export function standardWebhooks(secrets: NonNullable<SharedSecrets>, clock: Clock): (request: RawRequest) => Promise<Authentication> {
  const keys = secrets.reveal("check signatures").map((text) => readWebhookKey(text)!);
  const shared = keys.filter(({ kind }) => kind === "hmac").map(({ bytes }) => bytes);
  const published = keys.filter(({ kind }) => kind === "ed25519").map(({ bytes }) => ed25519(bytes));
  return async ({ body, headers }) => {
    const parts = readHeaders(headers);
    if ("reason" in parts) return parts;
    const { id, signatures, timestamp } = parts;
    if (Math.abs(clock.now().getTime() - Number(timestamp) * 1_000) > TOLERANCE_MS) return refused("stale_timestamp");
    const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
    const expected = shared.map((key) => createHmac("sha256", key).update(signed).digest());
    const isGood = signatures.some(({ bytes, version }) => {
      if (version === "v1") return isOneOf(expected, bytes);
      return version === "v1a" && published.some((key) => verify(null, signed, key, bytes));
    });
    return await Promise.resolve(isGood ? { ok: true } : refused("wrong_signature"));
  };
}

interface Signature {
  readonly version: string;
  readonly bytes: Buffer;
}

interface Parts {
  readonly id: string;
  readonly timestamp: string;
  readonly signatures: readonly Signature[];
}

function readHeaders(headers: RawRequest["headers"]): Parts | Refusal {
  const id = onlyValue(headers, "webhook-id");
  if (!id.ok) return id;
  const timestamp = onlyValue(headers, "webhook-timestamp");
  if (!timestamp.ok) return timestamp;
  const list = onlyValue(headers, "webhook-signature");
  if (!list.ok) return list;
  const signatures = readSignatures(list.value);
  if (!ID.test(id.value) || !TIMESTAMP.test(timestamp.value) || signatures === null) return refused("malformed_header");
  return { id: id.value, timestamp: timestamp.value, signatures };
}

function readSignatures(list: string): readonly Signature[] | null {
  const entries = list.split(" ");
  if (entries.length > MAX_SIGNATURES) return null;
  const signatures = entries.map((entry) => {
    const { value = "", version = "" } = SIGNATURE.exec(entry)?.groups ?? {};
    return { version, bytes: Buffer.from(value, "base64") };
  });
  return signatures.every(({ version }) => version !== "") ? signatures : null;
}

function ed25519(bytes: Buffer): KeyObject {
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url") }, format: "jwk" });
}
