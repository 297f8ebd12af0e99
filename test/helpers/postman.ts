import { randomUUID } from "node:crypto";
import { recordNoticeEnds } from "../../src/incidents/revoking/notice-end.ts";
import type { DueNotice } from "../../src/notices/delivery/attempts.sql.ts";
import { NoticeDelivery } from "../../src/notices/delivery/delivery.ts";
import { DomainPacing } from "../../src/notices/delivery/pacing.ts";
import type { MailMessage, MailOutcome } from "../../src/notices/mail/mailer.ts";
import { withLease } from "../../src/obligations/lease.ts";
import { claimDue } from "../../src/obligations/obligations.sql.ts";
import type { testHeart } from "./heart.ts";

export type Heart = Awaited<ReturnType<typeof testHeart>>;
export type Send = (message: MailMessage, onHandover: () => Promise<void>) => Promise<MailOutcome>;

export const REFUSED: Send = async () => await Promise.resolve({ kind: "refused", reason: "550 no such user" });
export const DEFERRED: Send = async () => await Promise.resolve({ kind: "deferred", reason: "451 come again" });
export const SENT: Send = async (_message, onHandover) => {
  await onHandover();
  return { kind: "sent", response: "250 ok" };
};

export async function compose(
  { messageId, recipientEmail, createdAt, threadId }: DueNotice,
  folded: readonly DueNotice[],
): Promise<MailMessage> {
  const to = { name: null, address: recipientEmail };
  return await Promise.resolve({
    messageId,
    references: threadId,
    to,
    date: createdAt,
    subject: `${folded.length + 1}`,
    text: "t",
    html: "h",
    language: "en",
  });
}

export interface DeliverOptions {
  readonly composeWith?: typeof compose;
  readonly foldSeconds?: number;
  readonly pacing?: DomainPacing;
  /** Whatever is put off is due now all the same. */
  readonly hurry?: boolean;
}

/** Sends what is owed now, whatever backoff says, through a relay that does what `send` says. */
export async function deliver({ db, log, metrics, settings }: Heart, send: Send, options: DeliverOptions = {}): Promise<void> {
  const { composeWith = compose, foldSeconds = 0, hurry = true, pacing = new DomainPacing(100_000) } = options;
  const nothing = async (): Promise<void> => await Promise.resolve();
  const mailer = { send, verify: nothing, close: nothing };
  const delivery = new NoticeDelivery({
    db,
    mailer,
    metrics,
    log,
    calm: nothing,
    compose: composeWith,
    foldSeconds,
    pacing,
    onEnd: recordNoticeEnds(settings),
  });
  if (hurry) await db.query("update obligations set due_at = now() where kind = 'notify' and dead_at is null");
  const lease = randomUUID();
  await claimDue(db, "notify", 100, 10_000, lease, 5);
  await withLease(db, log, lease, (batch) => delivery.run(batch));
}

/** A relay that takes everything, and what it took. */
export function taking(): { send: Send; mails: MailMessage[] } {
  const mails: MailMessage[] = [];
  const send: Send = async (message, onHandover) => {
    mails.push(message);
    return await SENT(message, onHandover);
  };
  return { send, mails };
}
