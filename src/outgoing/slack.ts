import { cleanLine } from "../kernel/text.ts";
import type { EventType, ToldIncident } from "./event.ts";

const MAX_TEXT = 300;

interface Body {
  readonly type: EventType;
  readonly data: { readonly incident?: ToldIncident; readonly url?: string; readonly text?: string; readonly reason?: string };
}

const SENTENCES: Readonly<Record<EventType, string>> = {
  "leak.reported": "A token was reported as leaked",
  "leak.confirmed": "A reported token is genuine",
  "leak.revoked": "A leaked token was revoked",
  "leak.suspended": "A leaked token was suspended",
  "leak.revoke_failed": "A leaked token could not be revoked",
  "leak.restored": "A token was restored",
  "leak.closed": "An incident was closed",
  "notice.sent": "An owner was told",
  "notice.failed": "An owner could not be told",
  "operator.attention_needed": "An incident waits for a person",
  "endpoint.test": "Somebody tests this channel",
};

/** A message as one sentence for a chat. Names of tokens and reasons are foreign text: they link nowhere and call nobody. */
export function slackBody(body: string): string {
  const { data, type } = JSON.parse(body) as Body;
  const { incident, reason, text, url } = data;
  const facts = [
    incident && `${incident.token_hint} (${incident.format}, ${incident.state}, reported by ${incident.source})`,
    reason ?? (type === "operator.attention_needed" ? incident?.attention_reason : undefined),
    text,
  ];
  const sentence = [SENTENCES[type], ...facts.filter((fact) => typeof fact === "string").map(escape)].join(": ");
  return JSON.stringify({ text: url === undefined ? sentence : `${sentence} <${url}|Open the incident>` });
}

/** docs.slack.dev/messaging/formatting-message-text: these three, and only these, are escaped. */
function escape(text: string): string {
  return cleanLine(text, MAX_TEXT).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
