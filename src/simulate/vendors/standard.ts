import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import { Ring } from "./ring.ts";
import { type FakeVendor, nothingToStop } from "./vendor.ts";

/** Signs what stands before the body as Standard Webhooks say; answers the signature with its version. */
type Signer = (signed: Buffer) => string;

/** Someone who reports by Standard Webhooks with shared secrets: `whsec_…`. */
export function fakeStandard(secrets: readonly string[]): FakeVendor {
  const signers = secrets.map((secret): Signer => {
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    return (signed) => `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  });
  return vendor(secrets, signers);
}

/** The same with ed25519 key pairs of its own, each given by its private half. */
export function fakeAsymmetricStandard(keys: readonly KeyObject[] = [ed25519Key(), ed25519Key()]): FakeVendor {
  const signers = keys.map(
    (key): Signer =>
      (signed) =>
        `v1a,${sign(null, signed, key).toString("base64")}`,
  );
  return vendor(keys.map(publishedHalf), signers);
}

/** A new key pair, or one that was kept as PEM. */
export function ed25519Key(privatePem?: string): KeyObject {
  return privatePem === undefined ? generateKeyPairSync("ed25519").privateKey : createPrivateKey(privatePem);
}

/** What the service is given of it: `whpk_…`. The last 32 bytes of its SPKI are the key itself. */
export function publishedHalf(key: KeyObject): string {
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  return `whpk_${spki.subarray(-32).toString("base64")}`;
}

function vendor(secrets: readonly string[], signers: readonly Signer[]): FakeVendor {
  const ring = new Ring(signers);
  const wrap = (body: Buffer) => {
    const id = `msg_${randomUUID()}`;
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = ring.current(Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]));
    const headers = {
      "Content-Type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": signature,
    };
    return { path: "/hooks/standard", headers, body };
  };
  return {
    env: { STANDARD_WEBHOOK_SECRET: secrets.join(",") },
    carriesTokens: true,
    deliver: (leaks) => wrap(Buffer.from(JSON.stringify({ reports: leaks.map(({ token, url }) => ({ token, url, place: "file" })) }))),
    wrap,
    rotate: () => ring.rotate(),
    stop: nothingToStop,
  };
}
