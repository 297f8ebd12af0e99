import type { Database, Transaction } from "../../db/database.ts";
import { groupBy } from "../../kernel/collections.ts";
import { isUnavailable, messageOf } from "../../kernel/errors.ts";
import { createBatcher } from "../../kernel/flow/batcher.ts";
import type { Logger } from "../../kernel/log.ts";
import { maskAddresses } from "../../kernel/text.ts";
import { LeaseLost, type TakenBatch } from "../../obligations/lease.ts";
import { EXHAUSTED, type Failure, failureAfter, isExhausted, type Obligation } from "../../obligations/obligation.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { inTraceOf, traced } from "../../telemetry/tracing.ts";
import { suppress } from "../bounces/bounces.sql.ts";
import type { Mailer, MailMessage, MailOutcome } from "../mail/mailer.ts";
import { type DueNotice, type Handover, markHandedOver, type NoticeResult, readNotices, recordAttempts } from "./attempts.sql.ts";
import { gather } from "./gather.ts";
import type { DomainPacing } from "./pacing.ts";

/** What a notice's end means for its incident; the incidents room implements it. */
export interface NoticeEnd {
  readonly incidentId: string;
  readonly noticeId: string;
  readonly audience: "owner" | "operator";
  readonly sent: boolean;
  /** Not sent, as far as we know: the relay may have taken it and never said so. */
  readonly uncertain: boolean;
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
  /** How long what else there is to tell an address waits for one mail; 0: nothing is folded. */
  readonly foldSeconds: number;
  readonly pacing: DomainPacing;
  /** Builds the mail of a notice, and of others that it tells as well. */
  readonly compose: (notice: DueNotice, folded: readonly DueNotice[]) => Promise<MailMessage>;
  /** Records the ends of notices with their incidents, in the same transaction; answers the seconds since each report of one that was sent. */
  readonly onEnd: (tx: Transaction, ends: readonly NoticeEnd[]) => Promise<readonly number[]>;
}

/** What became of one attempt, with what is to become of its obligation: null when it was met. */
interface Result {
  readonly batch: TakenBatch;
  readonly obligation: Obligation;
  readonly notice: DueNotice;
  /** What its mail tells as well. */
  readonly folded: readonly DueNotice[];
  readonly handedOver: boolean;
  readonly result: NoticeResult;
  readonly reason: string;
  readonly failure: Failure | null;
  /** No mail will ever reach its address. */
  readonly badAddress?: boolean;
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
    const { bad, obligations } = await gather(this.#needs.db, batch, this.#needs.foldSeconds);
    const ids = obligations.map((obligation) => obligation.noticeId!);
    const notices = await readNotices(this.#needs.db, ids);
    const followers = groupBy(
      [...notices.values()].filter(({ foldedInto, state }) => foldedInto !== null && state === "folded"),
      ({ foldedInto }) => foldedInto!,
    );
    const works = obligations.map((obligation): Work => {
      const id = obligation.noticeId!;
      return { batch, obligation, notice: notices.get(id)!, folded: followers.get(id) ?? [], bad: bad.get(id) ?? null };
    });
    const waiting = works.values();
    const lanes = Array.from({ length: CONCURRENT_MAILS }, async () => {
      for (const work of waiting) await this.#deliver(work);
    });
    // Whatever becomes of one lane, the mails under way in the others are recorded.
    const broken = (await Promise.allSettled(lanes)).find((lane) => lane.status === "rejected");
    if (broken !== undefined) throw broken.reason;
  }

  async #deliver(work: Work): Promise<void> {
    const { db, log, metrics, pacing } = this.#needs;
    const wait = work.bad === null ? pacing.take(work.notice.recipientEmail) : 0;
    if (wait > 0) {
      metrics.notices.inc({ channel: "mail", outcome: "paced" });
      await db.transaction(async (tx) => await work.batch.putOff(tx, [{ id: work.obligation.id, seconds: wait }]));
      return;
    }
    const result = await inTraceOf(work.obligation.id, () =>
      traced("mail", { "tokenward.template": work.notice.template }, async (learn) => {
        const attempted = await this.#attempt(work);
        learn({ "tokenward.outcome": attempted.result });
        return attempted;
      }),
    );
    metrics.notices.inc({ channel: "mail", outcome: result.result });
    if (result.result !== "sent") {
      const { notice, reason, failure } = result;
      const { id, incidentId, template } = notice;
      const said = maskAddresses(reason);
      log.warn({ notice: id, incident: incidentId, template, reason: said, retry_seconds: failure?.retrySeconds }, "a mail was not sent");
    }
    await this.#record(result);
  }

  async #attempt(work: Work): Promise<Result> {
    const { bad, batch, folded, notice, obligation } = work;
    const untouched = { ...work, handedOver: false };
    if (bad !== null) return givenUp(untouched, bad);
    if (notice.uncertain >= MAX_UNCERTAIN) {
      return givenUp(untouched, "two mails may have been taken by the relay; its answers were lost");
    }
    if (isExhausted(obligation)) return givenUp(untouched, EXHAUSTED);
    let handedOver = false;
    try {
      await this.#needs.calm();
      const outcome = await this.#needs.mailer.send(await this.#needs.compose(notice, folded), async () => {
        const ours = await this.#handOver({ noticeId: notice.id, obligationId: obligation.id, lease: batch.lease });
        if (!ours) throw new LeaseLost("the lease ran out before the mail was handed over");
        handedOver = true;
      });
      if (outcome.kind === "deferred" && outcome.busySeconds !== undefined)
        this.#needs.pacing.pause(notice.recipientEmail, outcome.busySeconds);
      return resultOf({ ...work, handedOver }, outcome);
    } catch (error) {
      if (error instanceof LeaseLost || isUnavailable(error)) throw error;
      return putOff({ ...work, handedOver }, handedOver ? "uncertain" : "deferred", messageOf(error));
    }
  }

  async #recordAll(results: readonly Result[]): Promise<void[]> {
    const seconds = await this.#needs.db.transaction(async (tx) => {
      const settled = Array.from(
        groupBy(results, (result) => result.batch),
        ([batch, own]) => settle(tx, batch, own),
      );
      recordAttempts(
        tx,
        results.map(({ handedOver, notice, reason, result }) => ({ noticeId: notice.id, result, handedOver, response: reason })),
      );
      await Promise.all(settled);
      for (const { badAddress, notice, reason } of results) if (badAddress === true) suppress(tx, notice.recipientEmail, reason);
      const ended = results.filter(({ result }) => result === "sent" || result === "failed");
      return await this.#needs.onEnd(tx, ended.flatMap(endsOf));
    });
    for (const value of seconds) this.#needs.metrics.reportToNotice.observe(value);
    return results.map(() => undefined);
  }
}

async function settle(tx: Transaction, batch: TakenBatch, results: readonly Result[]): Promise<void> {
  await Promise.all([
    batch.meet(
      tx,
      results.filter(({ failure }) => failure === null).map(({ obligation }) => obligation.id),
    ),
    batch.fail(
      tx,
      results.flatMap(({ failure }) => failure ?? []),
    ),
  ]);
}

/** Why nothing may be sent to its address; null: it may. */
type Work = Omit<Attempt, "handedOver"> & { readonly bad: string | null };
type Attempt = Pick<Result, "batch" | "obligation" | "notice" | "folded" | "handedOver">;

function endsOf({ folded, notice, reason, result }: Result): NoticeEnd[] {
  const uncertain = result === "failed" && notice.uncertain >= MAX_UNCERTAIN;
  return [notice, ...folded].map(({ audience, id, incidentId }) => ({
    incidentId,
    noticeId: id,
    audience,
    sent: result === "sent",
    uncertain,
    reason,
  }));
}

function resultOf(attempt: Attempt, outcome: MailOutcome): Result {
  switch (outcome.kind) {
    case "sent":
      return { ...attempt, result: "sent", reason: outcome.response, failure: null };
    case "refused":
      return { ...givenUp(attempt, outcome.reason), badAddress: outcome.badAddress === true };
    case "uncertain":
      return putOff(attempt, "uncertain", outcome.reason, UNCERTAIN_RETRY_SECONDS);
    case "deferred":
      return putOff(attempt, "deferred", outcome.reason, outcome.retrySeconds);
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
