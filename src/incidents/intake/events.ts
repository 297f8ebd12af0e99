import type { AuditEvent } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import { AppError } from "../../kernel/errors.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import type { Keyring } from "../../kernel/keyring.ts";
import type { Logger } from "../../kernel/log.ts";
import type { TakenBatch } from "../../obligations/lease.ts";
import { type Failure, failureAfter, type Obligation, type ObligationKind, postponed } from "../../obligations/obligation.ts";
import { addObligations } from "../../obligations/obligations.sql.ts";
import { PUSH_EVENTS } from "../../sources/events/push.ts";
import {
  type EventSource,
  type Fetched,
  OMISSION_REASONS,
  type Omission,
  type RawRequest,
  type Source,
  type SourceAnswer,
  type SourceEvent,
} from "../../sources/source.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { inTraceOf } from "../../telemetry/tracing.ts";
import { insertPostponed, type PostponedDelivery, selectPostponed } from "./intake.sql.ts";
import type { Intake } from "./intake.ts";

export interface EventIntakeNeeds {
  readonly db: Database;
  readonly intake: Intake;
  readonly keyring: Keyring;
  readonly sources: ReadonlyMap<string, Source>;
  readonly metrics: Pick<Metrics, "events" | "notScanned">;
  readonly log: Logger;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

/** Takes deliveries that only say where to look: commits what they point to, sealed, and leaves the looking to a job. */
export class EventIntake {
  readonly #needs: EventIntakeNeeds;

  constructor(needs: EventIntakeNeeds) {
    this.#needs = needs;
  }

  /** Answers after the commit. @throws AppError `malformed_body`, `unavailable`; then nothing is stored */
  async receive(source: EventSource, request: RawRequest, receivedAt: Date): Promise<SourceAnswer> {
    const read = source.read(request);
    if ("ignored" in read) {
      this.#count(source, read.ignored, "ignored");
    } else if (source.fetch === null) {
      this.#count(source, read.event.name, "no_access");
    } else {
      // The same body is the same event, under whatever delivery id it comes again.
      const bodyHash = this.#needs.keyring.fingerprint("body", source.id, request.body);
      const isNew = await this.#keep(source, read.event, bodyHash, receivedAt);
      this.#count(source, read.event.name, isNew ? "kept" : "repeated");
    }
    return source.accepted;
  }

  /** Fetches what events point to and accepts what is found. Their obligations are met by the intake's own transaction. */
  async fetchKept(batch: TakenBatch): Promise<void> {
    const { db, keyring, sources } = this.#needs;
    for (const obligation of batch.obligations) {
      const { deliveryId } = obligation;
      const row = await selectPostponed(db, deliveryId!);
      if (row === null) continue;
      const source = sources.get(row.source);
      if (source?.kind !== "events" || source.fetch === null) {
        throw new AppError("not_configured", `source ${row.source} is not configured any more, or lost its access`);
      }
      const event = JSON.parse(keyring.unseal(row.sealed, sealContext(deliveryId!)).toString()) as SourceEvent;
      await inTraceOf(obligation.id, async () => {
        const fetched = await fetchFrom(source.fetch!, event);
        if (fetched instanceof AppError) await this.#putOff(batch, obligation, source, fetched);
        else await this.#accept(batch, obligation, row, event, fetched);
      });
    }
  }

  async #accept(
    batch: TakenBatch,
    obligation: Obligation,
    row: PostponedDelivery,
    { backfill }: SourceEvent,
    fetched: Fetched,
  ): Promise<void> {
    const { next = [], omissions = [], reports } = fetched;
    // First: what is fetched again after a crash leads to the same again, which is kept once.
    if (next.length > 0) await this.#keepNext(row, backfill === true ? next.map((one) => ({ ...one, backfill })) : next);
    const { bodyHash, receivedAt, sealed, source } = row;
    const delivery = { source, bodyHash, reports, omissions, receivedAt, backfill, seal: () => sealed };
    const { undecided } = await this.#needs.intake.acceptLate(delivery);
    // It is kept already; what it points to is fetched again, for as long as it takes.
    if (undecided !== null) return await this.#fail(batch, postponed(obligation, undecided));
    this.#tellOmissions(source, row.id, omissions);
  }

  /** A host that is down is waited for; what is given up in the end is told like whatever else was not looked at. */
  async #putOff(batch: TakenBatch, obligation: Obligation, source: EventSource, why: AppError): Promise<void> {
    const failure = failureAfter(obligation, `what the event points to could not be fetched: ${why.message}`, why.retryAfter);
    const delivery = obligation.deliveryId!;
    const isGivenUp = failure.retrySeconds === null;
    const detail = { delivery, source: source.id, notScanned: [{ reason: "given_up", count: 1, where: why.message }] };
    await this.#fail(batch, failure, isGivenUp ? [{ action: "delivery.incomplete", actor: "worker", incidentId: null, detail }] : []);
    if (isGivenUp) this.#tellOmissions(source.id, delivery, [{ reason: "given_up", count: 1 }]);
  }

  async #fail(batch: TakenBatch, failure: Failure, events: readonly AuditEvent[] = []): Promise<void> {
    await this.#needs.db.transaction(async (tx) => {
      await batch.fail(tx, [failure]);
      appendAudit(tx, events);
    });
  }

  // Where it is stands in the trail; the log has the delivery's id to look for.
  #tellOmissions(source: string, delivery: string, omissions: readonly Pick<Omission, "count" | "reason">[]): void {
    const { log, metrics } = this.#needs;
    for (const { count, reason } of omissions) {
      metrics.notScanned.inc({ source, reason }, count);
      log.warn({ source, delivery, reason, count }, `not scanned, because ${OMISSION_REASONS[reason]}`);
    }
  }

  async #keep(source: EventSource, event: SourceEvent, bodyHash: PostponedDelivery["bodyHash"], receivedAt: Date): Promise<boolean> {
    const { db, keyring, wake } = this.#needs;
    const id = uuidv7();
    const kind = PUSH_EVENTS.has(event.name) ? "scan" : "fetch";
    const sealed = keyring.seal(Buffer.from(JSON.stringify(event)), sealContext(id));
    const isNew = await db.transaction(async (tx) => {
      if (!(await insertPostponed(tx, { id, source: source.id, bodyHash, receivedAt, sealed, decided: null }))) return false;
      addObligations(tx, [{ id: uuidv7(), kind, deliveryId: id }]);
      const detail = { delivery: id, source: source.id, event: event.name };
      appendAudit(tx, [{ action: "delivery.kept", actor: "intake", incidentId: null, detail }]);
      return true;
    });
    if (isNew) wake([kind]);
    return isNew;
  }

  /** Each is recognised by the event that led to it and its place there. */
  async #keepNext({ bodyHash, id: parent, receivedAt, source }: PostponedDelivery, next: readonly SourceEvent[]): Promise<void> {
    const { db, keyring, wake } = this.#needs;
    await db.transaction(async (tx) => {
      let kept = 0;
      for (const [index, event] of next.entries()) {
        const id = uuidv7();
        const hash = keyring.fingerprint("next", bodyHash, String(index));
        const sealed = keyring.seal(Buffer.from(JSON.stringify(event)), sealContext(id));
        if (!(await insertPostponed(tx, { id, source, bodyHash: hash, receivedAt, sealed, decided: null }))) continue;
        addObligations(tx, [{ id: uuidv7(), kind: "follow", deliveryId: id }]);
        kept += 1;
      }
      const detail = { delivery: parent, source, led_to: kept };
      appendAudit(tx, kept === 0 ? [] : [{ action: "delivery.kept", actor: "worker", incidentId: null, detail }]);
    });
    wake(["follow"]);
  }

  #count({ id }: EventSource, event: string, outcome: "ignored" | "no_access" | "kept" | "repeated"): void {
    this.#needs.metrics.events.inc({ source: id, event, outcome });
  }
}

/** What it points to, or why that cannot be had now: a host that is unavailable is not our database that is. */
async function fetchFrom(fetch: NonNullable<EventSource["fetch"]>, event: SourceEvent): Promise<Fetched | AppError> {
  try {
    return await fetch(event);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw new Error("what the event points to could not be read: an unexpected error on our side", { cause: error });
  }
}

function sealContext(deliveryId: string): string {
  return `event ${deliveryId}`;
}
