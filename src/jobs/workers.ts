import type { Database } from "../db/database.ts";
import type { Logger } from "../kernel/log.ts";
import { type TakenBatch, withLease } from "../obligations/lease.ts";
import type { ObligationKind } from "../obligations/obligation.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { JobData, Queues } from "./queues.ts";

/** What meets each kind of obligation. */
export type Handlers = Readonly<Record<ObligationKind, (batch: TakenBatch) => Promise<void>>>;

// Revocations and mails have workers of their own, so that a slow relay never delays a revocation.
const CONCURRENCY: Readonly<Record<ObligationKind, number>> = { classify: 1, revoke: 2, notify: 2 };
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

  constructor(needs: WorkersNeeds) {
    this.#needs = needs;
  }

  start(): void {
    for (const kind of KINDS) this.#start(kind);
  }

  /** Milliseconds since a job of this kind last came. */
  idleMs(kind: ObligationKind): number {
    return Date.now() - (this.#lastJob.get(kind) ?? 0);
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
    this.#lastJob.set(kind, Date.now());
    this.#running.set(
      kind,
      this.#needs.queues.work(kind, CONCURRENCY[kind], (data) => this.#work(kind, data)),
    );
  }

  async #work(kind: ObligationKind, { lease }: JobData): Promise<void> {
    const { db, dispatcher, handlers, log } = this.#needs;
    this.#lastJob.set(kind, Date.now());
    await withLease(db, log, lease, async (batch) => {
      dispatcher.wake([kind]);
      await handlers[kind](batch);
    });
    dispatcher.wake([kind]);
  }
}
