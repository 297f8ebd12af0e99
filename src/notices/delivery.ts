import type { Database, Transaction } from "../db/database.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import { LeaseLost, type TakenBatch } from "../obligations/lease.ts";
import { type Failure, failureAfter, type Obligation } from "../obligations/obligation.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Mailer, MailOutcome } from "./mail/mailer.ts";
import { type DueNotice, markHandedOver, type NoticeResult, readNotice, recordAttempt } from "./outbox.sql.ts";

/** What a notice's end means for its incident; the incidents room implements it. */
export interface NoticeEnd {
  readonly incidentId: string;
  readonly noticeId: string;
  readonly sent: boolean;
  /** The relay's answer, or why it was given up. */
  readonly reason: string;
}

export interface DeliveryNeeds {
  readonly db: Database;
  readonly mailer: Mailer;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Builds the mail of a notice. */
  readonly compose: (notice: DueNotice) => Parameters<Mailer["send"]>[0];
  /** Records the end of a notice with its incident, in the same transaction; answers the seconds since the report. */
  readonly onEnd: (tx: Transaction, end: NoticeEnd) => Promise<number>;
}

// A relay that swallowed the message may still be working on it: RFC 5321 section 4.5.3.2.6 allows it 10 minutes.
const UNCERTAIN_RETRY_SECONDS = 900;
const MAX_UNCERTAIN = 2;
const CONCURRENT_MAILS = 5;

/**
 * Meets `notify` obligations. Every hand-over is recorded before the relay gets the first byte, so that after a crash
 * a mail goes out at most once more, with the same Message-ID.
 */
export class NoticeDelivery {
  readonly #needs: DeliveryNeeds;

  constructor(needs: DeliveryNeeds) {
    this.#needs = needs;
  }

  async run(batch: TakenBatch): Promise<void> {
    const waiting = [...batch.obligations];
    const lanes = Array.from({ length: CONCURRENT_MAILS }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await this.#deliver(batch, next);
    });
    await Promise.all(lanes);
  }

  async #deliver(batch: TakenBatch, obligation: Obligation): Promise<void> {
    const { compose, db, mailer } = this.#needs;
    const notice = await readNotice(db, obligation.noticeId!);
    if (notice === null || notice.state === "sent" || notice.state === "failed") {
      await db.transaction((tx) => batch.meet(tx, [obligation.id]));
    } else if (notice.uncertain >= MAX_UNCERTAIN) {
      await this.#end(batch, obligation, notice, "failed", "two mails may have been taken by the relay; its answers were lost");
    } else {
      const outcome = await mailer.send(compose(notice), async () => {
        if (!(await markHandedOver(db, notice.id, obligation.id, batch.lease)))
          throw new LeaseLost("the lease ran out before the mail was handed over");
      });
      await this.#record(batch, obligation, notice, outcome);
    }
  }

  async #record(batch: TakenBatch, obligation: Obligation, notice: DueNotice, outcome: MailOutcome): Promise<void> {
    this.#needs.metrics.notices.inc({ channel: "mail", outcome: outcome.kind });
    switch (outcome.kind) {
      case "sent":
        return await this.#end(batch, obligation, notice, "sent", outcome.response);
      case "refused":
        return await this.#end(batch, obligation, notice, "failed", outcome.reason);
      case "uncertain":
        return await this.#postpone(
          batch,
          notice,
          failureAfter(obligation, outcome.reason, UNCERTAIN_RETRY_SECONDS),
          obligation,
          "uncertain",
        );
      case "deferred":
        return await this.#postpone(batch, notice, failureAfter(obligation, outcome.reason), obligation, "deferred");
      default:
        return outcome satisfies never;
    }
  }

  async #postpone(batch: TakenBatch, notice: DueNotice, failure: Failure, obligation: Obligation, result: NoticeResult): Promise<void> {
    if (failure.retrySeconds === null) return await this.#end(batch, obligation, notice, "failed", failure.error);
    this.#needs.log.warn({ notice: notice.id, reason: failure.error, retry_seconds: failure.retrySeconds }, "a mail was put off");
    await this.#needs.db.transaction(async (tx) => {
      await batch.fail(tx, [failure]);
      await recordAttempt(tx, notice.id, result, failure.error);
    });
  }

  async #end(batch: TakenBatch, obligation: Obligation, notice: DueNotice, result: "sent" | "failed", reason: string): Promise<void> {
    const sent = result === "sent";
    const seconds = await this.#needs.db.transaction(async (tx) => {
      // A failed notice keeps its obligation, given up: a person can have it tried again.
      if (sent) await batch.meet(tx, [obligation.id]);
      else await batch.fail(tx, [{ id: obligation.id, error: reason, retrySeconds: null }]);
      await recordAttempt(tx, notice.id, result, reason);
      return await this.#needs.onEnd(tx, { incidentId: notice.incidentId, noticeId: notice.id, sent, reason });
    });
    if (sent) this.#needs.metrics.reportToNotice.observe(seconds);
    else this.#needs.log.error({ notice: notice.id, incident: notice.incidentId, reason: messageOf(reason) }, "a mail was given up");
  }
}
