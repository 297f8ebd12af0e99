import { resolve } from "node:path";
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
  RETENTION_DAYS: setting(wholeNumber(1, 30), {
    about:
      "Where a token was seen is forgotten this long after the last thing owed about it is done. GitHub's partner terms allow 30 days.",
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
  readonly retentionDays: number;
  /** Null: what was done is kept for ever. */
  readonly historyDays: number | null;
}

export function storageConfig(values: Values<typeof storageVariables>): StorageConfig {
  return {
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    retentionDays: values.RETENTION_DAYS,
    historyDays: values.HISTORY_DAYS,
  };
}
