import type { Secret } from "../../kernel/secret.ts";
import {
  bounceAddress,
  dnsLabel,
  languageTag,
  line,
  type Mailbox,
  mailAddress,
  mailbox,
  pem,
  recipients,
  signingSecrets,
  url,
  wholeNumber,
} from "../schemas.ts";
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
  MAIL_LEGAL_LINE: optional(line(200), {
    about: "What the law or you want at the end of every mail: a company, a postal address.",
    allowed: "up to 200 characters on one line",
    otherwise: "mails end with PRODUCT_NAME and the host of PUBLIC_URL",
  }),
  MAIL_LOCALE: setting(languageTag, {
    about: "Language of mails to owners of whom none is known: en, de, es, fr, he, ja, pt-BR, ru or zh-Hans.",
    allowed: "a language tag such as `de` or `pt-BR`",
    fallback: "en",
  }),
  OPERATOR_ADDRESS: optional(mailAddress, {
    about: "Who is told when no address of an owner takes our mail.",
    allowed: "one mail address",
    otherwise: "nobody is told; the incident waits for a person all the same",
  }),
  MAIL_COPY_TO: optional(mailAddress, {
    about: "Who gets a copy of what owners get, without the links that only owners may follow.",
    allowed: "one mail address",
    otherwise: "no copies",
  }),
  MAIL_ALLOWED: optional(recipients, {
    about: "Who may get mail from an installation that is not production; there it limits nothing. `*`: everybody.",
    allowed: "addresses and domains (`@example.org`), separated by commas, or `*`",
    otherwise: "nobody, unless the relay of SMTP_URL is on this computer",
  }),
  MAIL_PER_DOMAIN: setting(wholeNumber(1, 100_000), {
    about: "Mails a minute to one domain, of one process; the rest waits.",
    allowed: "a whole number from 1 to 100000",
    fallback: "600",
  }),
  BOUNCE_ADDRESS: optional(bounceAddress, {
    about:
      "Where bounces go. Every mail has a return path of its own, `bounces+….@example.org`, so that it is known which came back: whatever takes them tells `POST /hooks/bounces`.",
    allowed: "one mail address without a + and with at most 14 characters before the @",
    otherwise: "bounces go to the sender",
  }),
  BOUNCE_SECRET: secret(signingSecrets(false), {
    about: "What tells of bounces by `POST /hooks/bounces` signs with this (Standard Webhooks), or sends it as bearer token.",
    allowed: "up to 10 keys separated by commas: `whsec_` and the base64 of 24 to 64 bytes",
    otherwise: "there is no such route",
  }),
  DKIM_SELECTOR: optional(dnsLabel, {
    about: "Selector of the key that mails are signed with, for the domain of MAIL_FROM. Needs DKIM_KEY and MAIL_FROM.",
    allowed: "letters, digits, hyphens and dots, up to 63 characters",
    otherwise: "mails are not signed here; most relays sign",
  }),
  DKIM_KEY: secret(pem, {
    about: "The private RSA key that mails are signed with. Needs DKIM_SELECTOR and MAIL_FROM.",
    allowed: "a private key in PEM",
    otherwise: "mails are not signed here",
  }),
  MAIL_FOLD_SECONDS: setting(wholeNumber(0, 3_600), {
    about: "After the first mail to an address, what else there is to tell it within this time becomes one mail. 0: nothing is folded.",
    allowed: "a whole number from 0 to 3600",
    fallback: "60",
  }),
  BACKFILL_DIGEST_HOURS: setting(wholeNumber(0, 168), {
    about:
      "How long what looking back finds (old alerts of a code host, an import that says so) is gathered into one mail per owner, with a table; counted from the first that was found. Of tokens that still work, owners are told at once. 0: owners are told of all of it like of everything else.",
    allowed: "a whole number from 0 to 168",
    fallback: "0",
  }),
};

export interface MailConfig {
  /** Null: mails become files in DATA_DIR. */
  readonly smtpUrl: Secret | null;
  readonly from: Mailbox;
  readonly productName: string;
  readonly supportAddress: string | null;
  readonly legalLine: string | null;
  /** BCP 47 tag. */
  readonly locale: string;
  readonly operatorAddress: string | null;
  readonly copyTo: string | null;
  readonly foldSeconds: number;
  readonly digestHours: number;
  /** Null: nobody outside production. */
  readonly allowed: readonly string[] | null;
  readonly perDomain: number;
  readonly bounceAddress: string | null;
  readonly bounceSecrets: Secret<readonly string[]> | null;
  readonly dkim: { readonly selector: string; readonly key: Secret } | null;
}

/** @param host that the sender's address is made from when MAIL_FROM does not give one */
export function mailConfig(values: Values<typeof mailVariables>, host: string): MailConfig {
  return {
    smtpUrl: values.SMTP_URL,
    from: values.MAIL_FROM ?? { name: values.PRODUCT_NAME, address: senderAt(host) },
    productName: values.PRODUCT_NAME,
    supportAddress: values.SUPPORT_ADDRESS,
    legalLine: values.MAIL_LEGAL_LINE,
    locale: values.MAIL_LOCALE,
    operatorAddress: values.OPERATOR_ADDRESS,
    copyTo: values.MAIL_COPY_TO,
    foldSeconds: values.MAIL_FOLD_SECONDS,
    digestHours: values.BACKFILL_DIGEST_HOURS,
    allowed: values.MAIL_ALLOWED,
    perDomain: values.MAIL_PER_DOMAIN,
    bounceAddress: values.BOUNCE_ADDRESS,
    bounceSecrets: values.BOUNCE_SECRET,
    dkim: values.DKIM_SELECTOR === null || values.DKIM_KEY === null ? null : { selector: values.DKIM_SELECTOR, key: values.DKIM_KEY },
  };
}

/** The sender of mails where MAIL_FROM names none. */
export function senderAt(host: string): string {
  return `tokenward@${host}`;
}
