import type { Config } from "../config/config.ts";
import { Database } from "../db/database.ts";
import { startEmbedded } from "../db/embedded/embedded.ts";
import { applyMigrations, assertMigrated } from "../db/migrate.ts";
import { keepsSessions } from "../db/queue-sessions.sql.ts";
import { assertQueuesMigrated, migrateQueues } from "../jobs/queue-schema.ts";
import { AppError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import type { Secret } from "../kernel/secret.ts";

/** The PostgreSQL of this installation. */
export interface Store {
  readonly url: Secret;
  /** Where the queue lives, unless that is in Redis. */
  readonly queueUrl: Secret;
  readonly embedded: boolean;
  /** Whether `url` is known to lead to sessions of PostgreSQL, which keep what was prepared in them. */
  readonly sessions: boolean;
  close(): Promise<void>;
}

/** Finds the database that is configured, or brings up the embedded one. */
export async function openStore({ storage }: Config, log: Logger): Promise<Store> {
  if (storage.databaseUrl !== null) {
    const url = storage.databaseUrl;
    return { url, queueUrl: storage.queueUrl ?? url, embedded: false, sessions: false, close: async () => undefined };
  }
  const embedded = await startEmbedded({ dataDir: storage.dataDir, log });
  return { url: embedded.url, queueUrl: storage.queueUrl ?? embedded.url, embedded: true, sessions: true, close: () => embedded.stop() };
}

/**
 * Looks whether a pooler that gives no sessions stands before the database.
 * @throws AppError `invalid_config` when the queue would be refused what it needs, and would do nothing
 */
export async function requireSessions({ storage }: Config, store: Store): Promise<Store> {
  const { queueUrl, url } = store;
  const sessions = await keepsSessions(url);
  const forQueue = storage.redisUrl !== null || queueUrl === url ? sessions : await keepsSessions(queueUrl);
  if (storage.redisUrl !== null || forQueue !== false) return { ...store, sessions: sessions === true };
  throw new AppError(
    "invalid_config",
    "the queue needs sessions of PostgreSQL, and a pooler in between does not give it any: set QUEUE_DATABASE_URL to the database itself, or REDIS_URL",
  );
}

/** Applies what is pending, ours and the queue's. Answers the names of ours. */
export async function migrateStore(store: Store, log: Logger): Promise<string[]> {
  const db = new Database(store.url, log, { name: "migrate", max: 2 });
  try {
    const applied = await applyMigrations(db, log);
    await migrateQueues(store.queueUrl);
    return applied;
  } finally {
    await db.close();
  }
}

/** Whether a start applies what is pending: in production, with a database of the operator's own, migrating is a step of its own. */
export function migratesItself({ process }: Config, { embedded }: Store): boolean {
  return embedded || !process.production;
}

/**
 * Makes sure the schema is this version's; where a start does not migrate, pending migrations refuse it.
 * @throws AppError `migrations_pending`
 */
export async function readyStore(store: Store, config: Config, log: Logger): Promise<void> {
  if (migratesItself(config, store)) {
    await migrateStore(store, log);
    return;
  }
  const db = new Database(store.url, log, { name: "start", max: 1 });
  try {
    await assertMigrated(db);
    await assertQueuesMigrated(store.queueUrl);
  } finally {
    await db.close();
  }
}
