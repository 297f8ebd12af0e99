import { randomUUID } from "node:crypto";
import { access, constants, mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError, messageOf } from "../../kernel/errors.ts";
import { isMailAddress } from "../../kernel/patterns/mail-address.ts";
import type { Mailer, MailMessage, MailOutcome, MailSender } from "./mailer.ts";
import { composeMail } from "./mime.ts";

export interface FileMailerOptions {
  /** Made when it is missing. */
  readonly folder: string;
  readonly sender: MailSender;
}

/** Writes every mail as one `.eml` file, for installations without a relay. The same mail again replaces its file. */
export class FileMailer implements Mailer {
  readonly #folder: string;
  readonly #sender: MailSender;

  constructor({ folder, sender }: FileMailerOptions) {
    this.#folder = folder;
    this.#sender = sender;
  }

  async send(message: MailMessage, onHandover: () => Promise<void>): Promise<MailOutcome> {
    if (!isMailAddress(message.to.address)) return { kind: "refused", reason: "the address is not one that mail can be sent to" };
    const bytes = await composeMail(message, this.#sender);
    const name = mailFileName(message.messageId);
    const draft = join(this.#folder, `.${randomUUID()}.tmp`);
    let handover: Promise<void> | undefined;
    try {
      await this.#write(draft, bytes);
      handover = onHandover();
      await handover;
      await rename(draft, join(this.#folder, name));
      return { kind: "sent", response: `written to ${name}` };
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      await handover;
      return { kind: "deferred", reason: `the mail could not be written to ${this.#folder}: ${messageOf(error)}` };
    }
  }

  async verify(): Promise<void> {
    try {
      await this.#makeFolder();
      await access(this.#folder, constants.W_OK);
    } catch (error) {
      throw new AppError("unavailable", `mails cannot be written to ${this.#folder}: ${messageOf(error)}`);
    }
  }

  async close(): Promise<void> {
    // Nothing is held open between mails.
  }

  /** The folder may have been moved away since the last mail. */
  async #write(draft: string, bytes: Buffer): Promise<void> {
    try {
      await writeDurably(draft, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      await this.#makeFolder();
      await writeDurably(draft, bytes);
    }
  }

  async #makeFolder(): Promise<void> {
    // Mails name people: nobody else on this computer may read them.
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }
}

/** The file a mail is written to: follows from its Message-ID, and leaves nothing that means something to a file system. */
export function mailFileName(messageId: string): string {
  return `${encodeURIComponent(messageId.replace(/^<(.*)>$/u, "$1")).replaceAll("%40", "@")}.eml`;
}

async function writeDurably(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
