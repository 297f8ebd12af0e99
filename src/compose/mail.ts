import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { leakLink } from "../notices/leak-link.ts";
import { FileMailer } from "../notices/mail/file-mailer.ts";
import type { Mailer, MailMessage } from "../notices/mail/mailer.ts";
import { SmtpMailer } from "../notices/mail/smtp-mailer.ts";
import type { DueNotice } from "../notices/outbox.sql.ts";
import { renderNotice } from "../notices/render.ts";
import type { Source } from "../sources/source.ts";

/** The relay that is configured, or a folder of files. */
export function createMailer({ mail, storage }: Config): Mailer {
  const sender = { from: mail.from, replyTo: mail.supportAddress };
  return mail.smtpUrl === null
    ? new FileMailer({ folder: join(storage.dataDir, "mail"), sender })
    : new SmtpMailer({ url: mail.smtpUrl, sender });
}

/** Turns a due notice into its mail. */
export function mailComposer(
  { mail }: Config,
  sources: ReadonlyMap<string, Source>,
  currentUrl: () => string,
): (due: DueNotice) => MailMessage {
  return (due) => {
    const source = sources.get(due.source);
    const publicUrl = currentUrl();
    const rendered = renderNotice({
      template: due.template,
      product: mail.productName,
      publicUrl,
      replaceUrl: publicUrl,
      supportAddress: mail.supportAddress,
      caseNumber: due.incidentId,
      recipient: { name: due.recipientName, email: due.recipientEmail },
      locale: due.locale,
      token: {
        name: due.tokenName ?? "",
        id: due.tokenId ?? "",
        hint: due.tokenHint,
        createdAt: due.tokenCreatedAt,
        lastUsedAt: due.tokenUsedAt,
        expiresAt: null,
        scopes: due.tokenCaveats.map((caveat) => caveat.text),
      },
      found: {
        sourceTitle: source?.title ?? due.source,
        url: due.url,
        place: due.place,
        linkable: due.url !== null && source !== undefined && leakLink(due.url, (host) => source.ownsHost(host)).linkable,
        firstSeenAt: due.reportedAt,
        otherPlaces: Math.max(0, due.occurrenceCount - 1),
      },
      revokedAt: due.revokedAt ?? due.createdAt,
      attenuated: due.verdictDetail === "attenuated",
    });
    return {
      messageId: due.messageId,
      date: due.createdAt,
      to: { name: due.recipientName, address: due.recipientEmail },
      subject: rendered.subject,
      text: rendered.text,
      html: rendered.html,
      language: rendered.language,
    };
  };
}
