import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { AskedIssuer, type Carrier } from "../contract/asked-issuer.ts";
import { asked } from "../contract/options.ts";
import type { IssuerEntry, IssuerNeeds } from "../kind.ts";
import { overHttp, secretText, secureUrl } from "../kit/options.ts";
import { jsonOf, Wire } from "../kit/wire.ts";

const MIN_KEY_BYTES = 24;

export const jsonOptions = z.strictObject({
  protocol: z.literal("json"),
  url: secureUrl,
  /** `whsec_` and at least 24 random bytes in base64; both sides know it. */
  secret: secretText.refine((secret) => isKey(secret.reveal("check its shape")), {
    error: "is no whsec_ and at least 24 random bytes in base64",
  }),
  ...asked,
  ...overHttp,
});

function isKey(secret: string): boolean {
  const match = /^whsec_(?<key>[A-Za-z0-9+/]+={0,2})$/u.exec(secret);
  return Buffer.from(match?.groups?.["key"] ?? "", "base64").length >= MIN_KEY_BYTES;
}

/** The contract over HTTP, every question signed as Standard Webhooks are. */
export function jsonIssuer(entry: IssuerEntry, options: z.infer<typeof jsonOptions>, { observe }: IssuerNeeds): AskedIssuer {
  const wire = new Wire(options, observe(entry.id));
  const webhook = new Webhook(options.secret.reveal("sign questions to the issuer"));
  const carry: Carrier = (document, messageId, read) => {
    const id = messageId ?? `msg_${randomUUID()}`;
    const now = new Date();
    const body = JSON.stringify(document);
    const headers = {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
      "webhook-signature": webhook.sign(id, now, body),
    };
    return wire.post(options.url, { headers, body }, (answer) => read(jsonOf(answer)));
  };
  return new AskedIssuer(entry, options, carry);
}
