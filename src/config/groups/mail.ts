import type { Secret } from "../../kernel/secret.ts";
import { line, type Mailbox, mailAddress, mailbox, url } from "../schemas.ts";
import { optional, secret, setting, type Values } from "../variable.ts";

export const mailVariables = {
  SMTP_URL: secret(url(["smtp", "smtps"], { host: "required" }), {
    about: "Mail relay, with user and password if it asks for them: `smtps://user:password@mail.example.org`.",
    allowed: "a URL that begins with smtp:// or smtps://",
    otherwise: "one `.eml` file per mail in `DATA_DIR/mail`",
  }),
  MAIL_FROM: optional(mailbox, {
    about: "Sender of all mails. The relay must be allowed to send for its domain.",
    allowed: "an address, or a name and an address: `Tokenward <security@example.org>`",
    otherwise: "`$PRODUCT_NAME <tokenward@host of PUBLIC_URL>`",
  }),
  PRODUCT_NAME: setting(line(60), {
    about: "What owners know the issuer as: stands at the beginning of every mail's subject.",
    allowed: "up to 60 characters on one line",
    fallback: "Tokenward",
  }),
  SUPPORT_ADDRESS: optional(mailAddress, {
    about: "Where owners can turn to: named in every mail, and where replies go.",
    allowed: "one mail address",
    otherwise: "mails name nobody",
  }),
};

export interface MailConfig {
  /** Null: mails become files in DATA_DIR. */
  readonly smtpUrl: Secret | null;
  readonly from: Mailbox;
  readonly productName: string;
  readonly supportAddress: string | null;
}

/** @param host that the sender's address is made from when MAIL_FROM does not give one */
export function mailConfig(values: Values<typeof mailVariables>, host: string): MailConfig {
  return {
    smtpUrl: values.SMTP_URL,
    from: values.MAIL_FROM ?? { name: values.PRODUCT_NAME, address: `tokenward@${host}` },
    productName: values.PRODUCT_NAME,
    supportAddress: values.SUPPORT_ADDRESS,
  };
}
