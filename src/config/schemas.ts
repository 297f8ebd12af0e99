import { z } from "zod";
import { readWebhookKey } from "../kernel/webhook-key.ts";

/** A name and an address, as mail libraries take them apart: never one string that could smuggle a second address. */
export interface Mailbox {
  /** Null where only the address was given. */
  readonly name: string | null;
  readonly address: string;
}

export const wholeNumber = (min: number, max: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d{1,9}$/u)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** One line of text without control characters. */
export const line = (max: number): z.ZodType<string, string> =>
  z
    .string()
    .max(max)
    .regex(/^\P{Cc}*$/u)
    .trim()
    .min(1);

/** What fits into a header value whole: no spaces, no control characters. */
export const visibleAscii = (min: number, max: number): z.ZodType<string> =>
  z
    .string()
    .min(min)
    .max(max)
    .regex(/^[!-~]+$/u);

/** A URL with one of `schemes`, kept as it was written. */
export const url = (schemes: readonly string[], { host }: { readonly host: "required" | "optional" }): z.ZodType<string, string> =>
  line(4_096).refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname } = new URL(text);
    return schemes.includes(protocol.slice(0, -1)) && (host === "optional" || hostname !== "");
  });

/** An http or https URL without credentials, query and fragment; without the trailing slash, whether it was written or not. */
export const httpUrl: z.ZodType<string, string> = url(["http", "https"], { host: "required" })
  .transform((text) => new URL(text))
  .refine((parsed) => parsed.username === "" && parsed.password === "" && parsed.search === "" && parsed.hash === "")
  .transform((parsed) => `${parsed.origin}${parsed.pathname}`.replace(/\/+$/u, ""));

/** As `httpUrl`, and without a path. */
export const httpOrigin: z.ZodType<string> = httpUrl.refine((text) => text === new URL(text).origin);

// HTML's idea of an address: one address, and `somebody@localhost` is one.
export const mailAddress: z.ZodType<string, string> = z.email({ pattern: z.regexes.html5Email }).max(254);

/** One that return paths can be made of: they have 50 characters more before the @, of which RFC 5321 allows 64. */
export const bounceAddress: z.ZodType<string, string> = mailAddress.refine((text) => /^[^+@]{1,14}@/u.test(text));

const MAX_RECIPIENTS = 100;

/** Addresses, and domains as `@example.org`, separated by commas. */
export const recipients: z.ZodType<readonly string[], string> = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim().toLowerCase()))
  .refine((list) => list.length <= MAX_RECIPIENTS)
  .refine((list) => list.every((one) => one === "*" || /^@[a-z0-9.-]+$/u.test(one) || mailAddress.safeParse(one).success));

export const dnsLabel: z.ZodType<string, string> = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/u);

/** A language tag (BCP 47) without extensions. */
export const languageTag: z.ZodType<string, string> = z.string().regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/u);

/** A private key; an environment that has no line breaks writes them as `\\n`. */
export const pem: z.ZodType<string, string> = z
  .string()
  .max(16_384)
  .transform((text) => text.replaceAll("\\n", "\n").trim())
  .refine((text) => /^-----BEGIN [A-Z ]*PRIVATE KEY-----\n[\s\S]+\n-----END [A-Z ]*PRIVATE KEY-----$/u.test(text));

const MAILBOX = /^(?:"(?<quoted>[^"\\<>]*)"|(?<bare>[^"\\<>]*))<(?<address>[^<>]+)>$/u;

/** `address` or `Name <address>`. */
export const mailbox: z.ZodType<Mailbox> = line(320)
  .transform((text) => {
    const { quoted, bare, address } = MAILBOX.exec(text.replace(/\s+</u, "<"))?.groups ?? {};
    return { name: (quoted ?? bare ?? "").trim() || null, address: address ?? text };
  })
  .pipe(z.object({ name: z.nullable(z.string()), address: mailAddress }));

// With or without padding: encoders differ, and the length says the same.
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/u;

/** Base64, over several lines if need be. `Buffer.from` would skip over anything that is not. */
export const base64Bytes = (min: number): z.ZodType<Buffer> =>
  z
    .string()
    .transform((text) => text.replace(/\s/gu, ""))
    .pipe(z.string().regex(BASE64))
    .transform((text) => Buffer.from(text, "base64"))
    .refine((bytes) => bytes.length >= min);

const MAX_SECRETS = 10;
const MAX_SECRET_CHARACTERS = 512;

/** Secrets that are all good at once, separated by commas; spaces around each are dropped. */
export const secretList: z.ZodType<readonly string[], string> = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .refine((list) => list.length <= MAX_SECRETS && list.every((one) => one !== "" && one.length <= MAX_SECRET_CHARACTERS))
  .refine((list) => list.every((one) => /^\P{Cc}+$/u.test(one)));

/** Keys of Standard Webhooks, as `secretList`. Some consoles show them as `v1,whsec_…`: what stands before the comma is dropped. */
export const signingSecrets = (publicKeys: boolean): z.ZodType<readonly string[], string> =>
  z
    .string()
    .transform((text) => text.replaceAll(/(?<=^|,)\s*v1a?\s*,/gu, ""))
    .pipe(secretList)
    .refine((list) =>
      list.every((one) => {
        const key = readWebhookKey(one);
        return key !== null && (publicKeys || key.kind === "hmac");
      }),
    );
