import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import { AppError, messageOf } from "../../kernel/errors.ts";
import { within } from "../../kernel/flow/within.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import type { Fingerprint, Keyring } from "../../kernel/keyring.ts";
import type { Logger } from "../../kernel/log.ts";
import type { TakenBatch } from "../../obligations/lease.ts";
import { failureAfter, type ObligationKind } from "../../obligations/obligation.ts";
import { addObligations } from "../../obligations/obligations.sql.ts";
import type { ParsedDelivery, ReportSource, Source, SourceAnswer } from "../../sources/source.ts";
import { inTraceOf } from "../../telemetry/tracing.ts";
import { insertPostponed, selectPostponed } from "./intake.sql.ts";
import type { Intake } from "./intake.ts";

export interface ReceptionNeeds {
  readonly db: Database;
  readonly intake: Intake;
  readonly keyring: Keyring;
  readonly log: Logger;
  readonly sources: ReadonlyMap<string, Source>;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

/** Takes authenticated bodies: answers only after a commit, and in time whatever the load. */
export class Reception {
  readonly #needs: ReceptionNeeds;

  constructor(needs: ReceptionNeeds) {
    this.#needs = needs;
  }

  /**
   * What is not classified within so many milliseconds is committed sealed instead.
   *
   * @throws AppError `malformed_body`, `too_many_records`, `unavailable`; then nothing is stored
   */
  async receive(source: ReportSource, body: Buffer, receivedAt: Date, withinMs: number): Promise<SourceAnswer> {
    const reports = source.parse(body);
    await source.admit?.(reports);
    const bodyHash = this.#hash(source, body);
    const seal = (id: string): Buffer => this.#needs.keyring.seal(body, sealContext(id));
    const accepting = this.#needs.intake.accept({ source: source.id, bodyHash, reports, receivedAt, seal });
    const accepted = await within(withinMs, accepting, () => null);
    if (accepted !== null) return source.answer(reports, accepted.labels);
    const postponing = this.#postpone(source, body, reports, receivedAt);
    // Its own transaction may be about to commit: whichever is durable first decides the answer.
    const durable = accepting.catch(async (error: unknown) => {
      this.#needs.log.warn({ source: source.id, error: messageOf(error) }, "a late delivery is left to a job");
      return await postponing;
    });
    const first = await Promise.race([durable, postponing]);
    return source.answer(reports, first?.labels ?? null);
  }

  /**
   * Classifies deliveries that were committed sealed. Their obligations are met by the intake's own transaction; one whose
   * tokens could not all be decided comes again.
   */
  async classifyPostponed(batch: TakenBatch): Promise<void> {
    const { db, intake, keyring, sources } = this.#needs;
    for (const obligation of batch.obligations) {
      const { deliveryId } = obligation;
      const row = await selectPostponed(db, deliveryId!);
      if (row === null) continue;
      const source = sources.get(row.source);
      if (source?.kind !== "reports") throw new AppError("not_configured", `source ${row.source} is not configured any more`);
      const body = keyring.unseal(row.sealed, sealContext(deliveryId!));
      const delivery = {
        source: source.id,
        bodyHash: this.#hash(source, body),
        reports: source.parse(body),
        receivedAt: row.receivedAt,
        decided: row.decided,
        seal: (id: string) => keyring.seal(body, sealContext(id)),
      };
      const { undecided } = await inTraceOf(obligation.id, () => intake.acceptLate(delivery));
      if (undecided !== null) await db.transaction((tx) => batch.fail(tx, [failureAfter(obligation, undecided)]));
    }
  }

  async #postpone(source: ReportSource, body: Buffer, reports: ParsedDelivery, receivedAt: Date): Promise<null> {
    const { db, keyring, wake } = this.#needs;
    const id = uuidv7();
    const row = {
      id,
      source: source.id,
      bodyHash: this.#hash(source, body),
      receivedAt,
      sealed: keyring.seal(body, sealContext(id)),
      decided: null,
    };
    const postponed = await db.transaction(async (tx) => {
      if (!(await insertPostponed(tx, row))) return false;
      addObligations(tx, [{ id: uuidv7(), kind: "classify", deliveryId: id }]);
      const detail = { delivery: id, source: source.id, records: reports.length };
      appendAudit(tx, [{ action: "delivery.postponed", actor: "intake", incidentId: null, detail }]);
      return true;
    });
    if (postponed) wake(["classify"]);
    return null;
  }

  /** Keyed, and bound to the source: bodies hold tokens. */
  #hash(source: Source, body: Buffer): Fingerprint {
    return this.#needs.keyring.fingerprint("body", source.id, body);
  }
}

function sealContext(deliveryId: string): string {
  return `delivery ${deliveryId}`;
}
