import { assertSchemaCompatibility, runMigrations } from "bullmq";
import { createQueuePool, QUEUE_SCHEMA } from "../db/queue-pool.ts";
import { AppError, messageOf } from "../kernel/errors.ts";
import type { Secret } from "../kernel/secret.ts";

type QueueClient = Parameters<typeof runMigrations>[0];

/** Brings BullMQ's own tables up to date; part of `tokenward migrate`. */
export async function migrateQueues(databaseUrl: Secret): Promise<void> {
  await withClient(databaseUrl, (client) => runMigrations(client, QUEUE_SCHEMA));
}

/** @throws AppError `migrations_pending` when BullMQ's tables are missing or not this version's */
export async function assertQueuesMigrated(databaseUrl: Secret): Promise<void> {
  try {
    await withClient(databaseUrl, (client) => assertSchemaCompatibility(client, QUEUE_SCHEMA));
  } catch (error) {
    throw new AppError("migrations_pending", `the queue's tables are not ready (${messageOf(error)}). Run "tokenward migrate"`, {
      cause: error,
    });
  }
}

// BullMQ's migrations need one session: their lock and their transaction belong together.
async function withClient(databaseUrl: Secret, work: (client: QueueClient) => Promise<unknown>): Promise<void> {
  const pool = createQueuePool(databaseUrl, 1);
  try {
    const client = await pool.connect();
    try {
      await work(client);
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
}
