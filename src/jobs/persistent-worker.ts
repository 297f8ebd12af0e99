import { setTimeout as delay } from "node:timers/promises";
import { createPostgresBackend } from "bullmq";

/** Between one failure and the next try. */
const PAUSE_MS = 1_000;

/**
 * What BullMQ's workers need of PostgreSQL. After every error but a refused connection they ask again at once; where the answer is known
 * already, as after a start that failed, without anything else in this process getting a turn: it would hang, and remember every error.
 */
export const pausingBackend: typeof createPostgresBackend = (...args) => {
  const backend = createPostgresBackend(...args);
  const moveToActive: (...job: Parameters<typeof backend.moveToActive>) => Promise<unknown[]> = backend.moveToActive.bind(backend);
  backend.moveToActive = async (...job) => {
    try {
      return await moveToActive(...job);
    } catch (error) {
      await delay(PAUSE_MS);
      throw error;
    }
  };
  return backend;
};

export interface StartedWorker {
  waitUntilReady(): Promise<unknown>;
  close(force?: boolean): Promise<void>;
}

/** A worker that is made anew until it could begin: BullMQ keeps a failed start for ever. */
export class PersistentWorker {
  readonly #make: () => StartedWorker;
  #worker: StartedWorker;
  #closed = false;

  constructor(make: () => StartedWorker) {
    this.#make = make;
    this.#worker = make();
    void this.#untilReady();
  }

  async close(force: boolean): Promise<void> {
    this.#closed = true;
    await this.#worker.close(force);
  }

  async #untilReady(): Promise<void> {
    while (!(await isReady(this.#worker)) && !this.#closed) {
      // Its complaints are on the log already.
      await this.#worker.close(true).catch(() => undefined);
      await delay(PAUSE_MS);
      if (this.#closed) return;
      this.#worker = this.#make();
    }
  }
}

async function isReady(worker: StartedWorker): Promise<boolean> {
  try {
    await worker.waitUntilReady();
    return true;
  } catch {
    return false;
  }
}
