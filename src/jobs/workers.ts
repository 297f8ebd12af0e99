import type { Database } from "../db/database.ts";
import type { Logger } from "../kernel/log.ts";
import { type TakenBatch, withLease } from "../obligations/lease.ts";
import type { ObligationKind } from "../obligations/obligation.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { JobData, Queues } from "./queues.ts";
import { inTheirTraces } from "./traces.ts";

/** What meets each kind of obligation. */
export type Handlers = Readonly<Record<ObligationKind, (batch: TakenBatch) => Promise<void>>>;

// Revocations and mails have workers of their own, so that a slow relay never delays a revocation. Elsewhere, one job waits for one
// issuer and does nothing else: so many issuers may be slow at once before another waits.
const CONCURRENCY: Readonly<Record<ObligationKind, number>> = {
  classify: 1,
  fetch: 2,
  scan: 2,
  follow: 1,
  examine: 1,
  revoke: 2,
  revoke_elsewhere: 16,
  notify: 2,
  report_back: 1,
  deliver: 2,
  bulk: 1,
};
const KINDS = Object.keys(CONCURRENCY) as ObligationKind[];

export interface WorkersNeeds {
  readonly db: Database;
  readonly queues: Queues;
  readonly dispatcher: Dispatcher;
  readonly handlers: Handlers;
  readonly log: Logger;
}

/** The workers of this process. */
export class Workers {
  readonly #needs: WorkersNeeds;
  readonly #running = new Map<ObligationKind, ReturnType<Queues["work"]>>();
  readonly #lastJob = new Map<ObligationKind, number>();
  readonly #underWay = new Map<ObligationKind, number>();

  constructor(needs: WorkersNeeds) {
    this.#needs = needs;
  }

  start(): void {
    for (const kind of KINDS) this.#start(kind);
  }

  /** Milliseconds since there was a job of this kind; none while one is under way, however long it takes. */
  idleMs(kind: ObligationKind): number {
    return (this.#underWay.get(kind) ?? 0) > 0 ? 0 : performance.now() - (this.#lastJob.get(kind) ?? 0);
  }

  /** Replaces a worker that no longer gets jobs: BullMQ's has been known to stop for ever after a lost connection. */
  async restart(kind: ObligationKind): Promise<void> {
    await this.#running.get(kind)?.close(true);
    this.#start(kind);
  }

  /** Takes no more jobs and waits for those under way. */
  async stop(): Promise<void> {
    await Promise.all(Array.from(this.#running.values(), (worker) => worker.close(false)));
  }

  #start(kind: ObligationKind): void {
    this.#lastJob.set(kind, performance.now());
    this.#running.set(
      kind,
      this.#needs.queues.work(kind, CONCURRENCY[kind], (data) => this.#work(kind, data)),
    );
  }

  async #work(kind: ObligationKind, { lease }: JobData): Promise<void> {
    const { db, dispatcher, handlers, log } = this.#needs;
    this.#count(kind, 1);
    try {
      await withLease(db, log, lease, async (batch) => {
        dispatcher.wake([kind]);
        await inTheirTraces(db, kind, batch, () => handlers[kind](batch));
      });
    } finally {
      this.#count(kind, -1);
    }
    dispatcher.wake([kind]);
  }

  #count(kind: ObligationKind, more: 1 | -1): void {
    this.#underWay.set(kind, (this.#underWay.get(kind) ?? 0) + more);
    this.#lastJob.set(kind, performance.now());
  }
}
