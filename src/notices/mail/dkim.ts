import { createPrivateKey } from "node:crypto";
import { buffer } from "node:stream/consumers";
import DKIM from "nodemailer/lib/dkim";
import { AppError } from "../../kernel/errors.ts";
import type { Secret } from "../../kernel/secret.ts";

export interface DkimOptions {
  /** The domain of the sender, so that DMARC (RFC 7489) sees one. */
  readonly domain: string;
  readonly selector: string;
  /** PEM, of an RSA key. */
  readonly key: Secret;
}

/** Signs mails. The same mail gives the same signature. @throws AppError `invalid_config` when the key is none */
export function dkimSigner({ domain, key, selector }: DkimOptions): (bytes: Buffer) => Promise<Buffer> {
  const privateKey = key.reveal("sign mails");
  requireRsa(privateKey);
  const signer = new DKIM({ domainName: domain, keySelector: selector, privateKey });
  return async (bytes) => await buffer(signer.sign(bytes));
}

function requireRsa(pem: string): void {
  let type: string | undefined;
  try {
    type = createPrivateKey(pem).asymmetricKeyType;
  } catch {
    // Without the cause, which may quote the key.
  }
  if (type !== "rsa") throw new AppError("invalid_config", "DKIM_KEY is not an RSA private key in PEM");
}
