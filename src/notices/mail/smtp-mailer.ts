import type { SMTPEnvelope } from "nodemailer/lib/smtp-connection";
import { AppError, messageOf } from "../../kernel/errors.ts";
import { isMailAddress } from "../../kernel/patterns/mail-address.ts";
import type { Secret } from "../../kernel/secret.ts";
import { cleanLine } from "../../kernel/text.ts";
import { Handover } from "./handover.ts";
import type { Mailer, MailMessage, MailOutcome, MailSender } from "./mailer.ts";
import { composeMail } from "./mime.ts";
import { failedOutcome, hasSpoken } from "./smtp-outcome.ts";
import { SmtpPool, type SmtpPoolLimits } from "./smtp-pool.ts";
import { readSmtpUrl, type SmtpRelay, type SmtpTimeouts } from "./smtp-url.ts";

// RFC 5321 section 4.5.3.2 gives a relay 10 minutes for its last answer: giving up earlier makes second mails.
const TIMEOUTS: SmtpTimeouts = { connection: 10_000, greeting: 10_000, silence: 600_000 };

export interface SmtpMailerOptions {
  /** `smtp:` or `smtps:`, with user and password if the relay asks for them. */
  readonly url: Secret;
  readonly sender: MailSender;
  readonly timeouts?: SmtpTimeouts;
  readonly pool?: Partial<SmtpPoolLimits>;
}

/**
 * Hands mails to an SMTP relay, each with one recipient, over connections that are kept for the next. What a relay does to a
 * connection that was kept is never taken for its answer to a mail: when it breaks before the mail was asked for, a new one is made.
 */
export class SmtpMailer implements Mailer {
  readonly #relay: SmtpRelay;
  readonly #sender: MailSender;
  readonly #pool: SmtpPool;

  constructor({ pool, sender, timeouts = TIMEOUTS, url }: SmtpMailerOptions) {
    this.#relay = readSmtpUrl(url, timeouts);
    this.#pool = new SmtpPool(this.#relay, pool);
    this.#sender = sender;
  }

  async send(message: MailMessage, onHandover: () => Promise<void>): Promise<MailOutcome> {
    const to = message.to.address;
    if (!isMailAddress(to)) return { kind: "refused", reason: "the address is not one that mail can be sent to" };
    const bytes = await composeMail(message, this.#sender);
    const { from, returnPath } = this.#sender;
    const envelope = { from: returnPath?.(message.messageId) ?? from.address, to: [to], size: bytes.length };
    const handover = new Handover(onHandover);
    try {
      return { kind: "sent", response: cleanLine(await this.#hand(envelope, bytes, handover), 300) };
    } catch (error) {
      const outcome = failedOutcome(error, handover.begun);
      await handover.recorded;
      return outcome;
    }
  }

  async #hand(envelope: SMTPEnvelope, bytes: Buffer, handover: Handover, fresh = false): Promise<string> {
    const session = await this.#pool.take(fresh);
    const isUsed = session.mails > 0;
    try {
      const response = await session.send(envelope, handover.content(bytes));
      this.#pool.giveBack(session);
      return response;
    } catch (error) {
      this.#pool.drop(session, "the mail could not be sent");
      if (isUsed && !handover.asked && !hasSpoken(error)) return await this.#hand(envelope, bytes, handover, true);
      throw error;
    }
  }

  async verify(): Promise<void> {
    try {
      this.#pool.retire(await this.#pool.take(true));
    } catch (error) {
      throw new AppError("unavailable", `the mail relay ${this.#relay.name} cannot be used: ${cleanLine(messageOf(error), 300)}`);
    }
  }

  async close(): Promise<void> {
    this.#pool.close();
    await Promise.resolve();
  }
}
