import { randomBytes } from "node:crypto";
import type { Keyring } from "../kernel/keyring.ts";
import { Secret } from "../kernel/secret.ts";

/** `standard`: signed JSON after standardwebhooks.com. `slack`: sentences for a chat that takes Slack's incoming webhooks. */
export type EndpointKind = "standard" | "slack";

export const ENDPOINT_KINDS: readonly EndpointKind[] = ["standard", "slack"];

/** What only the courier sees of an endpoint. */
export interface Destination {
  readonly address: Secret;
  /** The newest first; all sign. Empty for chats, whose address is the secret. */
  readonly secrets: readonly Secret[];
}

const SECRET_BYTES = 32;

/** A signing secret as Standard Webhooks spell it. */
export function newSigningSecret(): Secret {
  return new Secret(`whsec_${randomBytes(SECRET_BYTES).toString("base64")}`);
}

export function sealDestination(keyring: Keyring, id: string, { address, secrets }: Destination): Buffer {
  const open = { address: address.reveal("seal it"), secrets: secrets.map((secret) => secret.reveal("seal it")) };
  return keyring.seal(Buffer.from(JSON.stringify(open)), context(id));
}

export function openDestination(keyring: Keyring, id: string, sealed: Buffer): Destination {
  const open = JSON.parse(keyring.unseal(sealed, context(id)).toString()) as { address: string; secrets: string[] };
  return { address: new Secret(open.address), secrets: open.secrets.map((text) => new Secret(text)) };
}

function context(id: string): string {
  return `endpoint ${id}`;
}
