import { createHash, createHmac, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Candidate, Credential } from "../../../src/formats/format.ts";
import { hashText, proveByText } from "../../../src/formats/text/proof.ts";
import { Secret } from "../../../src/kernel/secret.ts";

const TOKEN = "acp_0123456789";
const key = randomBytes(32);
const candidate: Candidate = {
  format: "acme",
  start: 0,
  end: TOKEN.length,
  text: new Secret(TOKEN),
  bytes: new Secret(Buffer.from(TOKEN)),
  lookup: { by: "text" },
  wholeness: "exact",
  redacted: "acp_…",
};
const sha256: Credential = { kind: "hash", digest: createHash("sha256").update(TOKEN).digest(), key: null };
const hmac: Credential = { kind: "hash", digest: createHmac("sha256", key).update(TOKEN).digest(), key: new Secret(key) };

test("the hash is that of the whole text, keyed where there is a key", () => {
  expect(hashText(candidate.text, null)).toEqual(sha256.digest);
  expect(hashText(candidate.text, new Secret(key))).toEqual(hmac.digest);
});

describe("a token is proven by", () => {
  test.each([
    ["its SHA-256", sha256],
    ["its HMAC", hmac],
    ["its issuer's word", { kind: "attested" } satisfies Credential],
  ])("%s", (_what, credential) => {
    expect(proveByText(candidate, credential)).toEqual({ genuine: true, detail: "exact", copy: { caveats: [], expiresAt: null } });
    expect(proveByText({ ...candidate, wholeness: "normalised" }, credential)).toMatchObject({ genuine: true, detail: "normalised" });
    expect(proveByText({ ...candidate, wholeness: "truncated" }, credential)).toEqual({ genuine: false });
  });
});

describe("a token is not proven by", () => {
  test.each<[string, Credential]>([
    ["the hash of another one", { ...sha256, digest: createHash("sha256").update(`${TOKEN}x`).digest() }],
    ["a shorter hash", { ...sha256, digest: sha256.digest.subarray(0, 31) }],
    ["no hash", { ...sha256, digest: Buffer.alloc(0) }],
    ["its HMAC under another key", { ...hmac, key: new Secret(randomBytes(32)) }],
    ["its bare hash where there is a key", { ...sha256, key: new Secret(key) }],
    ["a root key", { kind: "root_key", key: new Secret(key), caveats: [] }],
    ["public keys", { kind: "jwks", keys: { keys: [] } }],
  ])("%s", (_what, credential) => {
    expect(proveByText(candidate, credential)).toEqual({ genuine: false });
  });
});
