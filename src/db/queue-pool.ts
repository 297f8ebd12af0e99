import pg from "pg";
import type { Secret } from "../kernel/secret.ts";

/** The schema that BullMQ keeps its tables in. */
export const QUEUE_SCHEMA = "bullmq";

/**
 * The pool BullMQ works with on PostgreSQL: its own, because every worker holds one connection for LISTEN.
 * At least two connections per queue and worker, or `add` waits for ever.
 */
export function createQueuePool(url: Secret, max: number): pg.Pool {
  return new pg.Pool({
    connectionString: url.reveal("connect BullMQ to PostgreSQL"),
    application_name: "tokenward queue",
    options: `-c search_path=${QUEUE_SCHEMA}`,
    max,
    connectionTimeoutMillis: 4_000,
    keepAlive: true,
  });
}
