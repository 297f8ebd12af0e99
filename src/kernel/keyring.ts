import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { Secret } from "./secret.ts";

/** A keyed fingerprint: HMAC-SHA-256 in hex, never a bare hash. */
export type Fingerprint = string & { readonly __fingerprint: true };

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The keys derived from TOKENWARD_SECRET (HKDF-SHA-256, one label per purpose), and the two things done with them:
 * fingerprinting what must be recognised but never stored, and sealing what must be stored but never read at rest.
 */
export class Keyring {
  readonly #fingerprint: KeyObject;
  readonly #seal: Buffer;
  readonly #check: Buffer;
  /** For what `Sealer` keeps, when there is no other key for it. */
  readonly sealingKey: Secret<Buffer>;
  /** Signs the links by which owners see their case. */
  readonly ownerLinkKey: Secret<Buffer>;
  /** Marks the return paths of mails. */
  readonly returnPathKey: Secret<Buffer>;

  constructor(master: Secret<Buffer>) {
    const root = master.reveal("derive the keyring");
    const derive = (label: string): Buffer => Buffer.from(hkdfSync("sha256", root, "", `tokenward/${label}`, 32));
    this.#fingerprint = createSecretKey(derive("fingerprint"));
    this.#seal = derive("seal");
    this.#check = derive("check");
    this.sealingKey = new Secret(derive("sealed tokens"));
    this.returnPathKey = new Secret(derive("return paths"));
    this.ownerLinkKey = new Secret(derive("owner links"));
  }

  /** Fingerprint of `parts`; each part is length-prefixed, so that no two lists of parts collide. */
  fingerprint(...parts: readonly (string | Buffer)[]): Fingerprint {
    const all = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + 4 + Buffer.byteLength(part), 0));
    let at = 0;
    for (const part of parts) {
      const from = at + 4;
      at = from + (typeof part === "string" ? all.write(part, from) : part.copy(all, from));
      all.writeUInt32BE(at - from, from - 4);
    }
    return createHmac("sha256", this.#fingerprint).update(all).digest("hex") as Fingerprint;
  }

  /** AES-256-GCM: nonce, ciphertext, tag. `context` is authenticated: a sealed value cannot be moved to another row. */
  seal(plain: Buffer, context: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#seal, nonce).setAAD(Buffer.from(context));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws when the value was sealed under another secret or for another context, or was changed */
  unseal(sealed: Buffer, context: string): Buffer {
    const decipher = createDecipheriv("aes-256-gcm", this.#seal, sealed.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(context))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  }

  /** A value to keep in the database, so that starting with the wrong secret is noticed before anything is written. */
  checkValue(): Buffer {
    return createHmac("sha256", this.#check).update("tokenward key check value").digest();
  }
}
