import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import { cleanLine } from "../../kernel/text.ts";
import type { Mailbox, MailMessage, MailSender } from "./mailer.ts";

/** The bytes of a mail. The same message gives the same bytes, so that a second attempt cannot look like another mail. */
export async function composeMail(message: MailMessage, sender: MailSender): Promise<Buffer> {
  const composer = new MailComposer({
    from: header(sender.from),
    to: header(message.to),
    ...(sender.replyTo === null ? {} : { replyTo: { name: "", address: sender.replyTo } }),
    messageId: message.messageId,
    ...(typeof message.references === "string" ? { references: message.references, inReplyTo: message.references } : {}),
    date: message.date,
    text: message.text,
    html: message.html,
    headers: {
      Subject: subject(headerText(message.subject, 200)),
      // The word that RFC 3834 section 5 registers for mail that answers nothing; with it, nobody's absence is told to us.
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "Content-Language": message.language,
    },
    // Nobody who writes what a mail quotes can know it: two ids with random parts are in the Message-ID.
    baseBoundary: createHash("sha256").update(message.messageId).digest("hex").slice(0, 32),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: "win",
  });
  const bytes = await composer.compile().build();
  return (await sender.sign?.(bytes)) ?? bytes;
}

function header({ address, name }: Mailbox): { name: string; address: string } {
  return { name: headerText(name ?? "", 100), address };
}

// The composer would encode every subject with a quotation mark in it, which is harder to read for filters and people alike.
function subject(text: string): string | { prepared: boolean; foldLines: boolean; value: string } {
  return /^[ -~]*$/u.test(text) ? { prepared: true, foldLines: true, value: text } : text;
}

// Mail programs decode what looks like an encoded word, in quotation marks too, and with it whatever it hides.
function headerText(text: string, max: number): string {
  return cleanLine(text, max).replaceAll("=?", "=:");
}
