import { randomUUID } from "node:crypto";
import { clearInterval, setInterval } from "node:timers";
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../db/database.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import { DISPATCH_LEASE_SECONDS, OBLIGATION_POLICIES, type ObligationKind } from "../obligations/obligation.ts";
import { claimDue, claimLane, releaseLease } from "../obligations/obligations.sql.ts";
import type { Queues } from "./queues.ts";

const KINDS = Object.keys(OBLIGATION_POLICIES) as ObligationKind[];
const POLL_MS = 1_000;

// Jobs that wait in the queue; what is due meanwhile becomes one batch as soon as one of them is taken.
const WAITING_JOBS = 2;

/**
 * From due obligations to jobs: leases a batch, then queues one job for it. It runs when something was committed, when
 * a job was taken or ended, and on a timer, so that a wake-up that was lost costs at most a second. Kinds do not wait
 * for each other.
 */
export class Dispatcher {
  readonly #db: Database;
  readonly #queues: Queues;
  readonly #log: Logger;
  readonly #wanted = new Set<ObligationKind>();
  readonly #running = new Map<ObligationKind, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  readonly #stopping = new AbortController();

  constructor(db: Database, queues: Queues, log: Logger) {
    this.#db = db;
    this.#queues = queues;
    this.#log = log;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(KINDS), POLL_MS);
    this.wake(KINDS);
  }

  /** Never awaited by a request: what is due is dispatched soon. */
  wake(kinds: readonly ObligationKind[]): void {
    for (const kind of kinds) {
      this.#wanted.add(kind);
      if (!this.#stopping.signal.aborted && !this.#running.has(kind)) this.#running.set(kind, this.#run(kind));
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    await Promise.all(this.#running.values());
  }

  async #run(kind: ObligationKind): Promise<void> {
    while (this.#wanted.delete(kind) && !this.#stopping.signal.aborted) {
      await this.#dispatch(kind);
      await this.#pause(OBLIGATION_POLICIES[kind].dispatchPauseMs);
    }
    this.#running.delete(kind);
  }

  /** Ends early when the dispatcher stops. */
  async #pause(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  async #dispatch(kind: ObligationKind): Promise<void> {
    try {
      for (let more = true; more && !this.#stopping.signal.aborted; ) {
        const lease = randomUUID();
        const claimed = await this.#claim(kind, lease);
        if (claimed > 0) await this.#queue(kind, lease);
        // What is left of a full batch is another batch; what is left when a lane was claimed is another lane.
        more = kind === "revoke_elsewhere" ? claimed > 0 : claimed === OBLIGATION_POLICIES[kind].batch;
      }
    } catch (error) {
      this.#log.warn({ kind, error: messageOf(error) }, "due obligations could not be dispatched; they stay due");
    }
  }

  async #claim(kind: ObligationKind, lease: string): Promise<number> {
    const { batch } = OBLIGATION_POLICIES[kind];
    if (kind === "revoke_elsewhere") return await claimLane(this.#db, batch, lease, DISPATCH_LEASE_SECONDS);
    return await claimDue(this.#db, kind, batch, WAITING_JOBS, lease, DISPATCH_LEASE_SECONDS);
  }

  async #queue(kind: ObligationKind, lease: string): Promise<void> {
    try {
      await this.#queues.add(kind, { lease });
    } catch (error) {
      await releaseLease(this.#db, lease);
      throw error;
    }
  }
}
