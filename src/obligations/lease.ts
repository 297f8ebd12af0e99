import { clearInterval, setInterval } from "node:timers";
import type { Database, Transaction } from "../db/database.ts";
import { isUnavailable, messageOf } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import { type Failure, type Obligation, postponed, WORK_LEASE_SECONDS } from "./obligation.ts";
import { extendLease, failObligations, meetObligations, type Pause, putOffObligations, takeLeased } from "./obligations.sql.ts";

/** The lease ran out while we worked: the obligations are another worker's now, and what we did is rolled back. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** Obligations that were taken. Settling is fenced by the lease: a worker that was paused for too long settles nothing. */
export class TakenBatch {
  readonly lease: string;
  readonly obligations: readonly Obligation[];

  constructor(lease: string, obligations: readonly Obligation[]) {
    this.lease = lease;
    this.obligations = obligations;
  }

  get ids(): readonly string[] {
    return this.obligations.map(({ id }) => id);
  }

  /** Ends obligations that were met. @throws LeaseLost */
  async meet(tx: Transaction, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) assertAll(ids.length, await meetObligations(tx, this.lease, ids));
  }

  /** Puts obligations off, or gives them up. @throws LeaseLost */
  async fail(tx: Transaction, failures: readonly Failure[]): Promise<void> {
    if (failures.length > 0) assertAll(failures.length, await failObligations(tx, this.lease, failures));
  }

  /** Puts obligations off that nothing is wrong with: it counts as no attempt. @throws LeaseLost */
  async putOff(tx: Transaction, rows: readonly Pause[]): Promise<void> {
    if (rows.length > 0) assertAll(rows.length, await putOffObligations(tx, this.lease, rows));
  }

  /** Puts off whatever is still open. Nothing is given up: nobody would hear of it. */
  async failAll(tx: Transaction, error: string): Promise<void> {
    await failObligations(
      tx,
      this.lease,
      this.obligations.map((obligation) => postponed(obligation, error)),
    );
  }
}

function assertAll(expected: number, settled: number): void {
  if (settled < expected) throw new LeaseLost("the lease ran out before the work was recorded");
}

/**
 * Takes the obligations of a lease and works on them, giving signs of life meanwhile. A job that was lost, doubled,
 * forged or comes late takes nothing. When the database goes away, nothing is recorded and the lease runs out.
 */
export async function withLease(db: Database, log: Logger, lease: string, work: (batch: TakenBatch) => Promise<void>): Promise<void> {
  const obligations = await takeLeased(db, lease, WORK_LEASE_SECONDS);
  if (obligations.length === 0) return;
  const batch = new TakenBatch(lease, obligations);
  const signs = setInterval(
    () => {
      extendLease(db, lease, batch.ids, WORK_LEASE_SECONDS).catch((error: unknown) =>
        log.warn({ error: messageOf(error) }, "a lease could not be extended"),
      );
    },
    (WORK_LEASE_SECONDS * 1_000) / 3,
  );
  try {
    await work(batch);
  } catch (error) {
    if (isUnavailable(error)) throw error;
    log.error({ obligations: obligations.length, err: error }, "work on obligations failed");
    if (!(error instanceof LeaseLost)) await db.transaction((tx) => batch.failAll(tx, messageOf(error)));
  } finally {
    clearInterval(signs);
  }
}
