/** A name and an address, never one string that could smuggle a second address. */
export interface Mailbox {
  readonly name: string | null;
  readonly address: string;
}

/** Who all mails of this installation come from. */
export interface MailSender {
  readonly from: Mailbox;
  /** Where replies go; null: to `from`. */
  readonly replyTo: string | null;
  /** Where a mail's bounces go; absent: to `from`. */
  readonly returnPath?: (messageId: string) => string;
  /** Signs mails (DKIM, RFC 6376); absent: the relay does, or nobody. */
  readonly sign?: (bytes: Buffer) => Promise<Buffer>;
}

/** One mail to one person. `messageId` and `date` belong to the notice, so that every attempt carries the same. */
export interface MailMessage {
  /** With its angle brackets. */
  readonly messageId: string;
  /** The Message-ID of the mail that this one follows; it is shown below it. */
  readonly references?: string | null;
  readonly date: Date;
  readonly to: Mailbox;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** BCP 47 tag. */
  readonly language: string;
}

/**
 * What became of one attempt.
 * `deferred`: nothing was handed over, or it was turned away for now; trying again cannot make a second mail.
 * `uncertain`: the relay was given the mail and did not say what it did with it; trying again may make a second one.
 * `refused`: the relay, or we ourselves, will not send this mail to this address, now or later.
 * Reasons are one clean line, without credentials.
 */
export type MailOutcome =
  | { readonly kind: "sent"; readonly response: string }
  | {
      readonly kind: "deferred";
      readonly reason: string;
      /** When it is worth trying again; absent: with backoff. */
      readonly retrySeconds?: number;
      /** The recipient's domain wants no more mail of ours for so long. */
      readonly busySeconds?: number;
    }
  | { readonly kind: "uncertain"; readonly reason: string }
  | {
      readonly kind: "refused";
      readonly reason: string;
      /** No mail will ever reach this address. */
      readonly badAddress?: boolean;
    };

export interface Mailer {
  /**
   * Sends one mail once. `onHandover` is awaited before the first byte of it leaves our hands, so that the caller can record that.
   * @throws what `onHandover` throws; nothing was handed over then
   */
  send(message: MailMessage, onHandover: () => Promise<void>): Promise<MailOutcome>;
  /** @throws AppError `unavailable` when mails could not be sent now, with the reason */
  verify(): Promise<void>;
  /** Breaks off what is under way: those mails come back `deferred`, or `uncertain` when they were handed over. No more are begun. */
  close(): Promise<void>;
}
