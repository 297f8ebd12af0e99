import { CompactEncrypt, calculateJwkThumbprint, compactDecrypt, decodeProtectedHeader } from "jose";
import { Secret } from "../../kernel/secret.ts";

const ALGORITHMS = { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] };
const KEY_BYTES = 32;

/** What a sealed token belongs to: it opens nowhere else. */
export function sealContext(incidentId: string): string {
  return `incident ${incidentId}`;
}

/** What came of opening a sealed value. `key_missing` it was sealed under a key that we do not have (any more). */
export type Opened =
  | { readonly ok: true; readonly value: Secret }
  | { readonly ok: false; readonly reason: "key_missing" | "damaged"; readonly kid: string };

/**
 * Seals values that somebody else will need whole: JWE (RFC 7516) with `dir` and A256GCM. The first key seals; all open, so
 * that a new one can be put before an old one. Every sealed value names its key.
 */
export class Sealer {
  readonly #keys: ReadonlyMap<string, Secret<Buffer>>;
  /** The name of the key that seals. */
  readonly current: string;

  private constructor(keys: ReadonlyMap<string, Secret<Buffer>>, current: string) {
    this.#keys = keys;
    this.current = current;
  }

  static async create(keys: readonly [Secret<Buffer>, ...Secret<Buffer>[]]): Promise<Sealer> {
    const named = await Promise.all(keys.map(async (key) => [await nameOf(key), key] as const));
    return new Sealer(new Map(named), named[0]![0]);
  }

  /** `context` is authenticated: a sealed value cannot be moved to another place. */
  async seal(value: Secret, context: string): Promise<string> {
    const key = this.#keys.get(this.current)!.reveal("seal a value");
    return await new CompactEncrypt(Buffer.from(value.reveal("seal it")))
      .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: this.current, for: context })
      .encrypt(key);
  }

  /** Whether the value is sealed with the key that seals now. */
  isCurrent(sealed: string): boolean {
    return keyOf(sealed) === this.current;
  }

  async open(sealed: string, context: string): Promise<Opened> {
    const kid = keyOf(sealed);
    const key = this.#keys.get(kid);
    if (key === undefined) return { ok: false, reason: "key_missing", kid };
    try {
      const { plaintext, protectedHeader } = await compactDecrypt(sealed, key.reveal("open a sealed value"), ALGORITHMS);
      if (protectedHeader["for"] !== context) return { ok: false, reason: "damaged", kid };
      return { ok: true, value: new Secret(Buffer.from(plaintext).toString()) };
    } catch {
      return { ok: false, reason: "damaged", kid };
    }
  }
}

/** The name of the key that a value is sealed under; it is not secret. */
function keyOf(sealed: string): string {
  try {
    return decodeProtectedHeader(sealed).kid ?? "";
  } catch {
    return "";
  }
}

/** RFC 7638: it tells nothing about the key, which is random. */
async function nameOf(key: Secret<Buffer>): Promise<string> {
  const bytes = key.reveal("name it");
  if (bytes.length !== KEY_BYTES) throw new RangeError(`a sealing key has ${KEY_BYTES} bytes`);
  return await calculateJwkThumbprint({ kty: "oct", k: bytes.toString("base64url") });
}
