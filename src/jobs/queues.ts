import { clearTimeout, setTimeout } from "node:timers";
import { type PgPool, Queue as RedisQueue, Worker as RedisWorker, withBackend } from "bullmq";
import { createQueuePool } from "../db/queue-pool.ts";
import { AppError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import type { Secret } from "../kernel/secret.ts";
import { OBLIGATION_POLICIES, type ObligationKind } from "../obligations/obligation.ts";
import { PersistentWorker, pausingBackend } from "./persistent-worker.ts";
import { clusterOf, oneNode } from "./redis-connections.ts";

/** A job carries nothing but the lease of the obligations it is for: no id of ours, no token, nothing to tamper with. */
export interface JobData {
  readonly lease: string;
}

export type JobHandler = (data: JobData) => Promise<void>;

/** BullMQ on PostgreSQL or on Redis: the rest of the code cannot tell which. */
export interface Queues {
  readonly engine: "postgres" | "redis";
  /** Queues one job. @throws AppError `unavailable` when the queue does not take it within a second */
  add(kind: ObligationKind, data: JobData): Promise<void>;
  /** Works on a queue until `close`; answers how to close it. */
  work(kind: ObligationKind, concurrency: number, handler: JobHandler): { close(force: boolean): Promise<void> };
  /** @throws when the queue cannot be reached */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface QueuesOptions {
  readonly databaseUrl: Secret;
  readonly redisUrl: Secret | null;
  /** Whether `redisUrl` names a node of a Redis Cluster. */
  readonly redisCluster: boolean;
  /** Tells our queues from those of other installations on the same Redis. */
  readonly installation: string;
  readonly log: Logger;
}

const ADD_TIMEOUT_MS = 1_000;

// What stands between braces decides where Redis Cluster keeps a key: a queue's keys have to be together, and so are all of ours.
const REDIS_PREFIX = "{tokenward}";

// Locks and stalls hardly matter: leases decide who works. They only keep BullMQ from holding on to dead jobs.
const WORKER_OPTIONS = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 50 };
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true };

// LISTEN holds a connection for each worker; the rest is for their statements.
const QUEUE_POOL_SIZE = Object.keys(OBLIGATION_POLICIES).length + 11;

/** The one factory of queues. */
export async function createQueues(options: QueuesOptions): Promise<Queues> {
  return options.redisUrl === null ? await createOnPostgres(options.databaseUrl, options) : await createOnRedis(options.redisUrl, options);
}

async function createOnPostgres(databaseUrl: Secret, options: QueuesOptions): Promise<Queues> {
  // A real pg.Pool; only the overloads of `on` are written differently in BullMQ's types and in pg's.
  const pool = createQueuePool(databaseUrl, QUEUE_POOL_SIZE) as unknown as PgPool;
  const { Queue, Worker } = withBackend(pausingBackend);
  const queues = assemble(options, {
    queue: (name) => new Queue<JobData>(name, { connection: pool }),
    worker: (name, handler, concurrency) =>
      new Worker<JobData>(name, (job) => handler(job.data), { connection: pool, concurrency, ...WORKER_OPTIONS }),
  });
  return {
    ...queues,
    engine: "postgres",
    close: async () => {
      await queues.close();
      await pool.end();
    },
  };
}

async function createOnRedis(redisUrl: Secret, options: QueuesOptions): Promise<Queues> {
  const connections = options.redisCluster ? clusterOf(redisUrl, reportingTo(options.log)) : oneNode(redisUrl);
  const queues = assemble(options, {
    queue: (name) => new RedisQueue<JobData>(name, { connection: connections.queue, prefix: REDIS_PREFIX }),
    worker: (name, handler, concurrency) =>
      new RedisWorker<JobData>(name, (job) => handler(job.data), {
        connection: connections.worker,
        prefix: REDIS_PREFIX,
        concurrency,
        ...WORKER_OPTIONS,
      }),
  });
  return {
    ...queues,
    engine: "redis",
    close: async () => {
      await queues.close();
      connections.close();
    },
  };
}

interface AnyQueue {
  add(name: string, data: JobData, options: typeof JOB_OPTIONS): Promise<unknown>;
  waitUntilReady(): Promise<unknown>;
  getJobCountByTypes(...types: "waiting"[]): Promise<number>;
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

interface AnyWorker {
  waitUntilReady(): Promise<unknown>;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "failed", listener: (job: unknown, error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

interface Engine {
  queue(name: string): AnyQueue;
  worker(name: string, handler: JobHandler, concurrency: number): AnyWorker;
}

const reportingTo =
  (log: Logger) =>
  (error: Error): void =>
    log.warn({ error: error.message }, "the queue reports an error");

function assemble({ installation, log }: QueuesOptions, engine: Engine): Omit<Queues, "engine"> {
  const queues = new Map<ObligationKind, AnyQueue>();
  const nameOf = (kind: ObligationKind): string => `tokenward-${installation}-${kind}`;
  const onError = reportingTo(log);

  function queueOf(kind: ObligationKind): AnyQueue {
    let queue = queues.get(kind);
    if (queue === undefined) {
      queue = engine.queue(nameOf(kind));
      queue.on("error", onError);
      // BullMQ keeps a failed start for ever: the next one who needs the queue starts anew.
      queue.waitUntilReady().catch(() => queues.delete(kind));
      queues.set(kind, queue);
    }
    return queue;
  }

  return {
    async add(kind, data) {
      await inTime(queueOf(kind).add(kind, data, JOB_OPTIONS));
    },
    work(kind, concurrency, handler) {
      return new PersistentWorker(() => {
        const worker = engine.worker(nameOf(kind), handler, concurrency);
        worker.on("error", onError);
        worker.on("failed", (_job, error) =>
          log.error({ queue: kind, error: error.message }, "a job failed; its obligations are dispatched again"),
        );
        return worker;
      });
    },
    async ping() {
      await inTime(queueOf("revoke").getJobCountByTypes("waiting"));
    },
    async close() {
      await Promise.all(Array.from(queues.values(), (queue) => queue.close()));
    },
  };
}

/** A queue that hangs counts as away. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new AppError("unavailable", "the queue does not answer", { retryAfter: 5 });
    timer = setTimeout(reject, ADD_TIMEOUT_MS, error);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
