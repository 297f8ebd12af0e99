import type { MailMessage, MailSender } from "../../../src/notices/mail/mailer.ts";
import type { Notice } from "../../../src/notices/notice.ts";
import { renderNotice } from "../../../src/notices/render.ts";

/** A notice in which everything is known. */
export const NOTICE: Notice = {
  template: "revoked",
  product: "Tokenward",
  publicUrl: "https://tokens.example.org",
  replaceUrl: "https://tokens.example.org/account/tokens",
  supportAddress: "security@example.org",
  caseNumber: "019a9f3c-5f8e-7c1a-9b57-0d6f3f1f6a21",
  recipient: { name: "Ada Lovelace", email: "ada@example.com" },
  locale: "en",
  token: {
    name: "deploy-bot ci",
    id: "0f9b2a54-3f6f-4a5c-8a2e-7a1f8f3f1c11",
    hint: "tokenward-AgEI…1xQ",
    createdAt: new Date("2025-11-02T08:15:00Z"),
    lastUsedAt: new Date("2026-03-16T21:40:00Z"),
    expiresAt: null,
    scopes: ["only for the projects analytical-engine, difference-engine"],
  },
  found: {
    sourceTitle: "GitHub secret scanning",
    url: "https://github.com/ada/engine/blob/9d3c1f0a7b/deploy/.env#L12",
    place: "commit",
    linkable: true,
    firstSeenAt: new Date("2026-03-17T14:03:21Z"),
    otherPlaces: 2,
  },
  revokedAt: new Date("2026-03-17T14:03:22Z"),
  attenuated: false,
};

export const SENDER: MailSender = { from: { name: "Tokenward", address: "tokenward@example.org" }, replyTo: "security@example.org" };

/** The mail of that notice. */
export const MESSAGE: MailMessage = mailOf(NOTICE);

export function mailOf(notice: Notice): MailMessage {
  const { html, language, subject, text } = renderNotice(notice);
  return {
    messageId: "<019a9f3c-5f8e-7c1a-9b57-0d6f3f1f6a21.019a9f3c-6a10-7d00-8c55-5a9b2f7d1e04@tokens.example.org>",
    date: new Date("2026-03-17T14:03:22Z"),
    to: { name: notice.recipient.name, address: notice.recipient.email },
    subject,
    text,
    html,
    language,
  };
}
