import { resolve } from "node:path";
import { z } from "zod";
import type { Secret } from "../../kernel/secret.ts";
import { line, url, wholeNumber } from "../schemas.ts";
import { optional, secret, setting, type Values } from "../variable.ts";

export const storageVariables = {
  DATA_DIR: setting(line(1_024), {
    about: "Folder of the embedded database, the mail files and the generated secret. Made if need be.",
    allowed: "a path",
    fallback: "./data",
  }),
  DATABASE_URL: secret(url(["postgres", "postgresql"], { host: "optional" }), {
    about: "A PostgreSQL of your own, version 14 or later.",
    allowed: "a URL that begins with postgres:// or postgresql://",
    otherwise: "a PostgreSQL of our own in `DATA_DIR`",
  }),
  REDIS_URL: secret(url(["redis", "rediss"], { host: "required" }), {
    about: "Redis for the job queue: faster, and not needed. It should run with `maxmemory-policy noeviction`.",
    allowed: "a URL that begins with redis:// or rediss://",
    otherwise: "the queue lives in PostgreSQL",
  }),
  REDIS_CLUSTER: setting(z.enum(["on", "off"]), {
    about: "Whether `REDIS_URL` names a node of a Redis Cluster, which tells of the others. All our keys are on one of them.",
    allowed: "on or off",
    fallback: "off",
  }),
  QUEUE_DATABASE_URL: secret(url(["postgres", "postgresql"], { host: "optional" }), {
    about:
      "Where the job queue lives, if not in Redis: for a `DATABASE_URL` that leads through a pooler which does not give sessions, the way around it.",
    allowed: "a URL that begins with postgres:// or postgresql://",
    otherwise: "the database of everything else",
  }),
  RETENTION_DAYS: setting(wholeNumber(1, 30), {
    about:
      "Where a token was seen is forgotten this long after the last thing owed about it is done, and what was given up this long after that. GitHub's partner terms allow 30 days.",
    allowed: "a whole number from 1 to 30",
    fallback: "30",
  }),
  HISTORY_DAYS: optional(wholeNumber(60, 36_500), {
    about:
      "Deliveries, what is left of forgotten places, and the audit trail are dropped after this long; incidents stay. The feed of revocations begins with what is left: choose more days than your tokens live.",
    allowed: "a whole number from 60 to 36500",
    otherwise: "they are kept for ever",
  }),
};

export interface StorageConfig {
  /** Absolute. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly databaseUrl: Secret | null;
  /** Null: the queue lives in PostgreSQL. */
  readonly redisUrl: Secret | null;
  readonly redisCluster: boolean;
  /** Null: beside everything else. */
  readonly queueUrl: Secret | null;
  readonly retentionDays: number;
  /** Null: what was done is kept for ever. */
  readonly historyDays: number | null;
}

export function storageConfig(values: Values<typeof storageVariables>): StorageConfig {
  return {
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    redisCluster: values.REDIS_CLUSTER === "on",
    queueUrl: values.QUEUE_DATABASE_URL,
    retentionDays: values.RETENTION_DAYS,
    historyDays: values.HISTORY_DAYS,
  };
}
