import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A key pair as a code host holds it. */
export interface FakeKey {
  /** Hex SHA-256 of the PEM text, which is how GitHub's three published identifiers come about. */
  readonly id: string;
  readonly publicPem: string;
  readonly privateKey: KeyObject;
}

/** A new key pair on P-256, or on another curve to see it refused. */
export function createFakeKey(namedCurve = "prime256v1"): FakeKey {
  return withPublicHalf(generateKeyPairSync("ec", { namedCurve }).privateKey);
}

/** A key pair that was kept as PEM. */
export function fakeKeyFrom(privatePem: string): FakeKey {
  return withPublicHalf(createPrivateKey(privatePem));
}

function withPublicHalf(privateKey: KeyObject): FakeKey {
  const publicPem = createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();
  return { id: createHash("sha256").update(publicPem).digest("hex"), publicPem, privateKey };
}

/** ECDSA with SHA-256 over `body`: DER in base64. */
export function signatureOf(key: FakeKey, body: Buffer): string {
  return sign("sha256", body, key.privateKey).toString("base64");
}
