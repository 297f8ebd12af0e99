import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { type EmbeddedDatabase, startEmbedded } from "../../src/db/embedded/embedded.ts";
import { type RunningServer, runningServer } from "../../src/db/embedded/running-server.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { killProcesses, startProgram, type TestProcess } from "./process.ts";
import { until } from "./until.ts";

const USER = fileURLToPath(new URL("../fixtures/embedded-user.ts", import.meta.url));

/** A folder for embedded databases, and what tests do with it. */
export interface EmbeddedFolder {
  readonly dataDir: string;
  readonly cluster: string;
  /** Uses the database from this process. */
  start(binariesHome?: string): Promise<EmbeddedDatabase>;
  /** Uses the database from a process of its own, which `prefix` may come before. */
  startUser(prefix?: readonly string[]): Promise<{ user: TestProcess; adopted: boolean; url: string }>;
  /** The same, without waiting for it. */
  beginUser(prefix?: readonly string[]): TestProcess;
  server(): Promise<RunningServer>;
  unfinished(): Promise<string[]>;
  /** Ends every user, ours and others, and the server. */
  endAll(): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a temporary folder; under root it is closed to everybody else, like any `mktemp -d`. */
export async function embeddedFolder(): Promise<EmbeddedFolder> {
  const dataDir = await mkdtemp(join(tmpdir(), "tokenward-embedded-"));
  const cluster = join(dataDir, "postgres");
  const log = createLogger("silent");
  const started = new Set<EmbeddedDatabase>();
  const beginUser = (prefix: readonly string[] = []): TestProcess =>
    startProgram([...prefix, process.execPath, "--import", "tsx", USER, dataDir]);
  const endAll = async (): Promise<void> => {
    await killProcesses();
    for (const embedded of started) await embedded.stop();
    started.clear();
    const left = await runningServer(cluster);
    if (left !== null) process.kill(left.pid, "SIGQUIT");
    await until("the server has ended", async () => (await runningServer(cluster)) === null);
  };
  return {
    dataDir,
    cluster,
    start: async (binariesHome) => {
      const embedded = await startEmbedded({ dataDir, log, ...(binariesHome === undefined ? {} : { binariesHome }) });
      started.add(embedded);
      return embedded;
    },
    beginUser,
    startUser: async (prefix) => {
      const user = beginUser(prefix);
      const [, how, url = ""] = await user.line(/^ready (\w+) (\S+)$/u);
      return { user, adopted: how === "adopted", url };
    },
    server: async () => await until("the server runs", async () => await runningServer(cluster)),
    unfinished: async () => (await readdir(dataDir)).filter((name) => name.startsWith("postgres.new-")),
    endAll,
    remove: async () => {
      await endAll();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** One statement over a connection of its own. */
export async function queryOnce(url: string, sql: string, params: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql, params)).rows as unknown[];
  } finally {
    await client.end();
  }
}
