import { Webhook } from "standardwebhooks";
import type { Secret } from "../kernel/secret.ts";

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A message as Standard Webhooks want it: `webhook-id` stays the same over all attempts, and every secret signs. */
export function standardRequest(messageId: string, body: string, secrets: readonly Secret[], now: Date): SignedRequest {
  const id = `msg_${messageId}`;
  const signatures = secrets.map((secret) => new Webhook(secret.reveal("sign a message")).sign(id, now, body));
  return {
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
      "webhook-signature": signatures.join(" "),
    },
  };
}
