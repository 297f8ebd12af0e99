import { setTimeout as delay } from "node:timers/promises";
import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import type { Clock } from "../../kernel/clock.ts";
import { AppError, messageOf } from "../../kernel/errors.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import type { Fingerprint, Keyring } from "../../kernel/keyring.ts";
import type { Logger } from "../../kernel/log.ts";
import type { TakenBatch } from "../../obligations/lease.ts";
import type { ObligationKind } from "../../obligations/obligation.ts";
import { addObligations } from "../../obligations/obligations.sql.ts";
import type { ParsedDelivery, Source, SourceAnswer } from "../../sources/source.ts";
import { insertPostponed, selectPostponed } from "./intake.sql.ts";
import type { Accepted, Intake } from "./intake.ts";

/** GitHub's partner terms give 15 s for a 2xx; what is not classified by now is committed sealed instead. */
const CLASSIFY_DEADLINE_MS = 10_000;

export interface ReceptionNeeds {
  readonly db: Database;
  readonly intake: Intake;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly log: Logger;
  readonly sources: ReadonlyMap<string, Source>;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
  readonly deadlineMs?: number;
}

/** Takes authenticated bodies: answers only after a commit, and in time whatever the load. */
export class Reception {
  readonly #needs: ReceptionNeeds;

  constructor(needs: ReceptionNeeds) {
    this.#needs = needs;
  }

  /** @throws AppError `malformed_body`, `too_many_records`, `unavailable`; then nothing is stored */
  async receive(source: Source, body: Buffer, receivedAt: Date): Promise<SourceAnswer> {
    const reports = source.parse(body);
    const bodyHash = this.#hash(source, body);
    const accepting = this.#needs.intake.accept({ source: source.id, bodyHash, reports, receivedAt });
    const accepted = await this.#unlessLate(accepting, receivedAt);
    if (accepted !== null) return source.answer(reports, accepted.labels);
    const postponing = this.#postpone(source, body, reports);
    // Its own transaction may be about to commit, and then postponing waits for it: whichever is durable first decides the answer.
    const durable = accepting.catch(async (error: unknown) => {
      this.#needs.log.warn({ source: source.id, error: messageOf(error) }, "a late delivery is left to a job");
      return await postponing;
    });
    const first = await Promise.race([durable, postponing]);
    return source.answer(reports, first?.labels ?? null);
  }

  /** Classifies deliveries that were committed sealed. Their obligations are met by the intake's own transaction. */
  async classifyPostponed(batch: TakenBatch): Promise<void> {
    const { db, intake, keyring, sources } = this.#needs;
    for (const { deliveryId } of batch.obligations) {
      const row = await selectPostponed(db, deliveryId!);
      if (row === null) continue;
      const source = sources.get(row.source);
      if (source === undefined) throw new AppError("not_configured", `source ${row.source} is not configured any more`);
      const body = keyring.unseal(row.sealed, sealContext(deliveryId!));
      await intake.accept({
        source: source.id,
        bodyHash: this.#hash(source, body),
        reports: source.parse(body),
        receivedAt: row.receivedAt,
      });
    }
  }

  async #unlessLate(accepting: Promise<Accepted>, receivedAt: Date): Promise<Accepted | null> {
    const { clock, deadlineMs = CLASSIFY_DEADLINE_MS } = this.#needs;
    const inTime = new AbortController();
    const late = delay(Math.max(0, receivedAt.getTime() + deadlineMs - clock.now().getTime()), null, { signal: inTime.signal }).catch(
      () => null,
    );
    try {
      return await Promise.race([accepting, late]);
    } finally {
      inTime.abort();
    }
  }

  async #postpone(source: Source, body: Buffer, reports: ParsedDelivery): Promise<null> {
    const { db, keyring, wake } = this.#needs;
    const id = uuidv7();
    const row = {
      id,
      source: source.id,
      bodyHash: this.#hash(source, body),
      records: reports.length,
      sealed: keyring.seal(body, sealContext(id)),
    };
    const postponed = await db.transaction(async (tx) => {
      if (!(await insertPostponed(tx, row))) return false;
      await addObligations(tx, [{ id: uuidv7(), kind: "classify", deliveryId: id }]);
      const detail = { delivery: id, source: source.id, records: reports.length };
      await appendAudit(tx, [{ action: "delivery.postponed", actor: "intake", incidentId: null, detail }]);
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
