import { BlockList, isIP } from "node:net";
import type { SMTPConnectionAuth, SMTPConnectionOptions } from "nodemailer/lib/smtp-connection";
import { AppError } from "../../kernel/errors.ts";
import type { Secret } from "../../kernel/secret.ts";

export interface SmtpTimeouts {
  /** For everything up to and including TLS. Milliseconds, like the others. */
  readonly connection: number;
  readonly greeting: number;
  /** Without a byte from the relay. */
  readonly silence: number;
}

export interface SmtpRelay {
  /** For people; without credentials. */
  readonly name: string;
  readonly options: SMTPConnectionOptions;
  readonly auth: SMTPConnectionAuth | null;
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/**
 * What SMTP_URL says: where the relay is, who we are to it, and how the way there is protected.
 * @throws AppError `invalid_config`
 */
export function readSmtpUrl(smtpUrl: Secret, timeouts: SmtpTimeouts): SmtpRelay {
  const url = new URL(smtpUrl.reveal("connect to the mail relay"));
  const host = url.hostname.replace(/^\[(.*)\]$/u, "$1");
  const secure = url.protocol === "smtps:";
  const port = Number(url.port) || (secure ? 465 : 587);
  const auth = url.username === "" ? null : { user: decoded(url.username), pass: decoded(url.password) };
  // Opportunistic TLS (RFC 7435): who could forge a certificate could as well hide STARTTLS, so without a password to
  // protect an unproven certificate is better than none. `smtps:` is for those who want proof.
  const proven = secure || (auth !== null && !isLoopback(host));
  return {
    name: `${host}:${port}`,
    options: {
      host,
      port,
      secure,
      requireTLS: !secure && proven,
      tls: { rejectUnauthorized: proven },
      connectionTimeout: timeouts.connection,
      greetingTimeout: timeouts.greeting,
      socketTimeout: timeouts.silence,
    },
    auth,
  };
}

/** Whether the relay is on this computer: what it does with mails is up to whoever runs it here. */
export function isLocalRelay(smtpUrl: Secret): boolean {
  return isLoopback(new URL(smtpUrl.reveal("see where the relay is")).hostname.replace(/^\[(.*)\]$/u, "$1"));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AppError("invalid_config", "SMTP_URL: user or password holds a % that begins no escape; write it as %25");
  }
}

function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === "localhost" : loopback.check(host, family === 6 ? "ipv6" : "ipv4");
}
