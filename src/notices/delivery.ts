import type { Database, Transaction } from "../db/database.ts";
import { groupBy } from "../kernel/collections.ts";
import { createBatcher } from "../kernel/flow/batcher.ts";
import type { Logger } from "../kernel/log.ts";
import { LeaseLost, type TakenBatch } from "../obligations/lease.ts";
import { type Failure, failureAfter, type Obligation } from "../obligations/obligation.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Mailer, MailMessage, MailOutcome } from "./mail/mailer.ts";
import { type DueNotice, type Handover, markHandedOver, type NoticeResult, readNotices, recordAttempts } from "./outbox.sql.ts";

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
  /** Resolves when nothing more urgent is under way: making a mail holds the event loop for milliseconds. */
  readonly calm: () => Promise<void>;
  /** Builds the mail of a notice. */
  readonly compose: (notice: DueNotice) => MailMessage;
  /** Records the ends of notices with their incidents, in the same transaction; answers the seconds since each report of one that was sent. */
  readonly onEnd: (tx: Transaction, ends: readonly NoticeEnd[]) => Promise<readonly number[]>;
}

/** What became of one attempt, with what is to become of its obligation: null when it was met. */
interface Result {
  readonly batch: TakenBatch;
  readonly obligation: Obligation;
  readonly notice: DueNotice;
  readonly result: NoticeResult;
  readonly reason: string;
  readonly failure: Failure | null;
}

// A relay that swallowed the message may still be working on it: RFC 5321 section 4.5.3.2.6 allows it 10 minutes.
const UNCERTAIN_RETRY_SECONDS = 900;
const MAX_UNCERTAIN = 2;
const CONCURRENT_MAILS = 10;
const RECORDED_TOGETHER = 100;

/**
 * Meets `notify` obligations. Every hand-over is recorded before the relay gets the first byte, so that after a crash
 * a mail goes out at most once more, with the same Message-ID. What mails under way at the same time have to record is
 * recorded together.
 */
export class NoticeDelivery {
  readonly #needs: DeliveryNeeds;
  readonly #handOver: (handover: Handover) => Promise<boolean>;
  readonly #record: (result: Result) => Promise<void>;

  constructor(needs: DeliveryNeeds) {
    this.#needs = needs;
    const together = { weigh: () => 1, maxWeight: RECORDED_TOGETHER, concurrency: 1 };
    this.#handOver = createBatcher({ ...together, run: async (handovers) => await markHandedOver(needs.db, handovers) });
    this.#record = createBatcher({ ...together, run: async (results) => await this.#recordAll(results) });
  }

  async run(batch: TakenBatch): Promise<void> {
    const notices = await readNotices(
      this.#needs.db,
      batch.obligations.map((obligation) => obligation.noticeId!),
    );
    const moot = batch.obligations.filter(({ noticeId }) => !isOpen(notices.get(noticeId!)));
    if (moot.length > 0)
      await this.#needs.db.transaction(
        async (tx) =>
          await batch.meet(
            tx,
            moot.map(({ id }) => id),
          ),
      );
    const waiting = batch.obligations.filter(({ noticeId }) => isOpen(notices.get(noticeId!))).values();
    const lanes = Array.from({ length: CONCURRENT_MAILS }, async () => {
      for (const obligation of waiting) await this.#deliver(batch, obligation, notices.get(obligation.noticeId!)!);
    });
    await Promise.all(lanes);
  }

  async #deliver(batch: TakenBatch, obligation: Obligation, notice: DueNotice): Promise<void> {
    const { calm, compose, log, mailer, metrics } = this.#needs;
    const attempt = { batch, obligation, notice };
    if (notice.uncertain >= MAX_UNCERTAIN) {
      await this.#record(givenUp(attempt, "two mails may have been taken by the relay; its answers were lost"));
      return;
    }
    await calm();
    const outcome = await mailer.send(compose(notice), async () => {
      const ours = await this.#handOver({ noticeId: notice.id, obligationId: obligation.id, lease: batch.lease });
      if (!ours) throw new LeaseLost("the lease ran out before the mail was handed over");
    });
    metrics.notices.inc({ channel: "mail", outcome: outcome.kind });
    const result = resultOf(attempt, outcome);
    if (result.result !== "sent") {
      log.warn(
        { notice: notice.id, incident: notice.incidentId, reason: result.reason, retry_seconds: result.failure?.retrySeconds },
        "a mail was not sent",
      );
    }
    await this.#record(result);
  }

  async #recordAll(results: readonly Result[]): Promise<void[]> {
    const seconds = await this.#needs.db.transaction(async (tx) => {
      for (const [batch, own] of groupBy(results, (result) => result.batch)) {
        await batch.meet(
          tx,
          own.filter(({ failure }) => failure === null).map(({ obligation }) => obligation.id),
        );
        await batch.fail(
          tx,
          own.flatMap(({ failure }) => failure ?? []),
        );
      }
      await recordAttempts(
        tx,
        results.map(({ notice, reason, result }) => ({ noticeId: notice.id, result, response: reason })),
      );
      const ended = results.filter(({ result }) => result === "sent" || result === "failed");
      return await this.#needs.onEnd(
        tx,
        ended.map(({ notice, reason, result }) => ({
          incidentId: notice.incidentId,
          noticeId: notice.id,
          sent: result === "sent",
          reason,
        })),
      );
    });
    for (const value of seconds) this.#needs.metrics.reportToNotice.observe(value);
    return results.map(() => undefined);
  }
}

type Attempt = Pick<Result, "batch" | "obligation" | "notice">;

function isOpen(notice: DueNotice | undefined): boolean {
  return notice?.state === "due" || notice?.state === "handed_over";
}

function resultOf(attempt: Attempt, outcome: MailOutcome): Result {
  switch (outcome.kind) {
    case "sent":
      return { ...attempt, result: "sent", reason: outcome.response, failure: null };
    case "refused":
      return givenUp(attempt, outcome.reason);
    case "uncertain":
      return putOff(attempt, "uncertain", outcome.reason, UNCERTAIN_RETRY_SECONDS);
    case "deferred":
      return putOff(attempt, "deferred", outcome.reason);
    default:
      return outcome satisfies never;
  }
}

/** A failed notice keeps its obligation, given up: a person can have it tried again. */
function givenUp(attempt: Attempt, reason: string): Result {
  return { ...attempt, result: "failed", reason, failure: { id: attempt.obligation.id, error: reason, retrySeconds: null } };
}

function putOff(attempt: Attempt, result: NoticeResult, reason: string, seconds?: number): Result {
  const failure = failureAfter(attempt.obligation, reason, seconds);
  return failure.retrySeconds === null ? givenUp(attempt, reason) : { ...attempt, result, reason, failure };
}
