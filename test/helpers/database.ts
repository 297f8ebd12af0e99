import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { Database } from "../../src/db/database.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { Secret } from "../../src/kernel/secret.ts";
import { atEnd } from "./at-end.ts";
import { onServer, urlOf } from "./database-server.ts";

export interface TestDatabase {
  readonly database: Database;
  readonly url: Secret;
  /** Ends the pool and drops the database; called by itself after the file's last test. */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Without it, the database holds the whole schema. */
  readonly empty?: boolean;
  /** A copy of this database instead, as it is now; nobody may be connected to it. */
  readonly copyOf?: Secret;
  readonly max?: number;
}

/** A database of its own, for the test file or test that asks; a copy of the migrated template. */
export async function testDatabase({ copyOf, empty = false, max = 10 }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const serverUrl = inject("serverUrl");
  const name = `tokenward_test_${randomBytes(6).toString("hex")}`;
  const template = copyOf === undefined ? inject("templateName") : new URL(copyOf.reveal("copy it")).pathname.slice(1);
  await onServer(serverUrl, `create database ${name} template ${empty ? "template0" : template}`);
  const url = new Secret(urlOf(serverUrl, name));
  const database = new Database(url, createLogger("warn"), { name: "test", max });
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await database.close();
    await onServer(serverUrl, `alter database ${name} allow_connections false`);
    // Not `with (force)`: that fails while autovacuum, which belongs to a superuser, is in the database.
    // Clients are ended here; what a plain drop finds of autovacuum, it sends away itself.
    await onServer(
      serverUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = '${name}' and backend_type = 'client backend'`,
    );
    await onServer(serverUrl, `drop database ${name}`);
  };
  atEnd(close);
  return { database, url, close };
}
