import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { Database } from "../../src/db/database.ts";
import { applyMigrations } from "../../src/db/migrate.ts";
import { migrateQueues } from "../../src/jobs/queue-schema.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { Secret } from "../../src/kernel/secret.ts";
import { onServer, urlOf } from "./database-server.ts";
import { startOwnServer } from "./own-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A role on this PostgreSQL may create databases. */
    serverUrl: string;
    /** The migrated database that every test file's is a copy of. */
    templateName: string;
  }
}

/** Brings up one PostgreSQL for the whole run (or takes TEST_DATABASE_URL) and migrates the template once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  buildRunFilter();
  const foreign = process.env["TEST_DATABASE_URL"];
  const server = foreign === undefined ? await startOwnServer() : { url: foreign, stop: async () => undefined };
  const template = `tokenward_test_template_${process.pid}`;
  const stop = async (): Promise<void> => {
    if (foreign !== undefined) await onServer(foreign, `drop database if exists ${template}`);
    await server.stop();
  };
  try {
    await onServer(server.url, `create database ${template}`);
    const log = createLogger("warn");
    const database = new Database(new Secret(urlOf(server.url, template)), log, { name: "test template", max: 1 });
    await applyMigrations(database, log);
    await database.close();
    await migrateQueues(new Secret(urlOf(server.url, template)));
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("serverUrl", server.url);
  project.provide("templateName", template);
  return stop;
}

/** The one part of the source that Node.js cannot run as it is. */
function buildRunFilter(): void {
  if (existsSync(fileURLToPath(new URL("../../src/scan/wasm/run-filter.wasm", import.meta.url)))) return;
  execFileSync("npm", ["run", "--silent", "build:wasm"], { stdio: "inherit" });
}
