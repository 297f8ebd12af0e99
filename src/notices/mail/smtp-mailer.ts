import { AppError, messageOf } from "../../kernel/errors.ts";
import type { Secret } from "../../kernel/secret.ts";
import { cleanLine } from "../../kernel/text.ts";
import { isMailAddress } from "./address.ts";
import { Handover } from "./handover.ts";
import type { Mailer, MailMessage, MailOutcome, MailSender } from "./mailer.ts";
import { composeMail } from "./mime.ts";
import { failedOutcome } from "./smtp-outcome.ts";
import { SmtpSession } from "./smtp-session.ts";
import { readSmtpUrl, type SmtpRelay, type SmtpTimeouts } from "./smtp-url.ts";

// RFC 5321 section 4.5.3.2 gives a relay 10 minutes for its last answer: giving up earlier makes second mails.
const TIMEOUTS: SmtpTimeouts = { connection: 10_000, greeting: 10_000, silence: 600_000 };

export interface SmtpMailerOptions {
  /** `smtp:` or `smtps:`, with user and password if the relay asks for them. */
  readonly url: Secret;
  readonly sender: MailSender;
  readonly timeouts?: SmtpTimeouts;
}

/**
 * Hands mails to an SMTP relay, each with one recipient and over a connection of its own: what a relay
 * does to an idle connection can then never be mistaken for its answer to a mail.
 */
export class SmtpMailer implements Mailer {
  readonly #relay: SmtpRelay;
  readonly #sender: MailSender;
  readonly #sessions = new Set<SmtpSession>();

  constructor({ sender, timeouts = TIMEOUTS, url }: SmtpMailerOptions) {
    this.#relay = readSmtpUrl(url, timeouts);
    this.#sender = sender;
  }

  async send(message: MailMessage, onHandover: () => Promise<void>): Promise<MailOutcome> {
    const to = message.to.address;
    if (!isMailAddress(to)) return { kind: "refused", reason: "the address is not one that mail can be sent to" };
    const bytes = await composeMail(message, this.#sender);
    const handover = new Handover(onHandover);
    const session = this.#session();
    try {
      await session.open();
      const envelope = { from: this.#sender.from.address, to: [to], size: bytes.length };
      const response = await session.send(envelope, handover.content(bytes));
      session.quit();
      return { kind: "sent", response: cleanLine(response, 300) };
    } catch (error) {
      const outcome = failedOutcome(error, handover.begun);
      session.abort(new Error("the mail could not be sent"));
      await handover.recorded;
      return outcome;
    } finally {
      this.#sessions.delete(session);
    }
  }

  async verify(): Promise<void> {
    const session = this.#session();
    try {
      await session.open();
      session.quit();
    } catch (error) {
      session.abort(new Error("the relay could not be used"));
      throw new AppError("unavailable", `the mail relay ${this.#relay.name} cannot be used: ${cleanLine(messageOf(error), 300)}`);
    } finally {
      this.#sessions.delete(session);
    }
  }

  async close(): Promise<void> {
    for (const session of this.#sessions) session.abort(new Error("we are shutting down"));
  }

  #session(): SmtpSession {
    const session = new SmtpSession(this.#relay);
    this.#sessions.add(session);
    return session;
  }
}
