import type { MailMessage, MailSender } from "../../../src/notices/mail/mailer.ts";
import type { Notice } from "../../../src/notices/notice.ts";
import { SAMPLES } from "../../../src/notices/preview/samples.ts";
import { renderNotice } from "../../../src/notices/render.ts";

/** A notice in which everything is known. */
export const NOTICE = SAMPLES.revoked;

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
