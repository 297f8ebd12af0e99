import type { Mailer, MailMessage, MailOutcome } from "./mailer.ts";

/** Lets mails pass only to listed addresses and domains: what is not the real installation must not write to real people. */
export class AllowListMailer implements Mailer {
  readonly #mailer: Mailer;
  readonly #allowed: ReadonlySet<string>;

  /** @param allowed addresses, and domains as `@example.org` */
  constructor(mailer: Mailer, allowed: readonly string[]) {
    this.#mailer = mailer;
    this.#allowed = new Set(allowed.map((one) => one.toLowerCase()));
  }

  async send(message: MailMessage, onHandover: () => Promise<void>): Promise<MailOutcome> {
    const address = message.to.address.toLowerCase();
    if (this.#allowed.has(address) || this.#allowed.has(address.slice(address.lastIndexOf("@")))) {
      return await this.#mailer.send(message, onHandover);
    }
    return { kind: "refused", reason: "this is not production, and the address is not in MAIL_ALLOWED" };
  }

  async verify(): Promise<void> {
    await this.#mailer.verify();
  }

  async close(): Promise<void> {
    await this.#mailer.close();
  }
}
