import pg from "pg";
import type { Secret } from "../kernel/secret.ts";

/** The schema that BullMQ keeps its tables in. */
export const QUEUE_SCHEMA = "bullmq";

/**
 * The pool BullMQ works with on PostgreSQL: its own, because every worker holds one connection for LISTEN.
 * At least two connections per queue and worker, or `add` waits for ever.
 * @param queryTimeoutMs how long a statement may take; BullMQ's own wait as long as there are no jobs
 */
export function createQueuePool(url: Secret, max: number, queryTimeoutMs?: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url.reveal("connect BullMQ to PostgreSQL"),
    application_name: "tokenward queue",
    // What the queue forgets when PostgreSQL crashes is dispatched again: its commits need not wait for the disk.
    options: `-c search_path=${QUEUE_SCHEMA} -c synchronous_commit=off`,
    max,
    connectionTimeoutMillis: 4_000,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
  });
  // Every queue and every worker listens for the pool's errors.
  pool.setMaxListeners(max * 2);
  // BullMQ hears of idle clients only. One that dies between two statements of a transaction would end the process;
  // the transaction's next statement reports it anyway.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
