import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../../src/db/embedded/embedded.ts";
import { runningServer } from "../../src/db/embedded/running-server.ts";
import { countUsers } from "../../src/db/embedded/users.ts";
import { createLogger } from "../../src/kernel/log.ts";

// Nothing here outlives the run: durability would only cost time.
const FAST = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "500" };
const PREFIX = "tokenward-test-";
const ABANDONED_MS = 600_000;

/** An embedded PostgreSQL in a temporary folder, for one test run. */
export async function startOwnServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  await sweep();
  const dataDir = await mkdtemp(join(tmpdir(), PREFIX));
  const embedded = await startEmbedded({ dataDir, log: createLogger("warn"), settings: FAST });
  const stop = async (): Promise<void> => {
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: embedded.url.reveal("tests"), stop };
}

// A run that was killed leaves its server behind, with nobody signed on.
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const folder = join(tmpdir(), name);
    if (!name.startsWith(PREFIX)) continue;
    const changed = (await stat(folder).catch(() => null))?.mtimeMs;
    if (changed === undefined || Date.now() - changed < ABANDONED_MS) continue;
    if ((await countUsers(join(folder, "postgres.run", "users"))) > 0) continue;
    const server = await runningServer(join(folder, "postgres"));
    if (server !== null) process.kill(server.pid, "SIGQUIT");
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
