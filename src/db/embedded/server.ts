import { open, rename, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AppError, messageOf } from "../../kernel/errors.ts";
import type { Logger } from "../../kernel/log.ts";
import type { Programs } from "./programs.ts";
import { clearStalePidFile, type RunningServer, readPidFile, runningServer } from "./running-server.ts";

export type Settings = Readonly<Record<string, string>>;

export interface ServerOptions {
  readonly settings: Settings;
  /** Where it listened last; 0: anywhere. */
  readonly port: number;
  /** Whether another port will do: nobody who lives knows the last one. */
  readonly mayMove: boolean;
  readonly log: Logger;
}

// Crash recovery replays at most a few gigabytes of WAL; a slow disk may take minutes over it.
const READY_WITHIN_MS = 600_000;
const POLL_MS = 20;
const STILL_WAITING_MS = 10_000;
const MAX_LOG_BYTES = 16 << 20;
const START_TRIES = 10;

const SETTINGS: Settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // An ERROR quotes the values it is about ("invalid input syntax …"); we get it anyway, and log it by our own rules.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};

/**
 * Starts a server and waits until it is ready; a crash before this is recovered from meanwhile.
 * @returns its port
 * @throws AppError `unavailable` with what the server said
 */
export async function startServer(cluster: string, programs: Programs, options: ServerOptions): Promise<number> {
  const { log } = options;
  if (await clearStalePidFile(cluster)) log.warn("the embedded database was not shut down properly; it recovers what was committed");
  let said = "";
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    const port = await choosePort(options);
    const failure = await startOnce(cluster, programs, { ...SETTINGS, ...options.settings, port: String(port) }, log);
    if (failure === null) return port;
    said = failure;
    // Killed between spawning a server and its pid file, a process leaves one behind that nobody could see until now.
    const other = await awaitReady(async () => await runningServer(cluster), log);
    if (other !== null) return other.port;
    if (!/could not bind|pre-existing shared memory block|lock file .* already exists/u.test(said)) break;
    await delay(500 * tries);
  }
  throw new AppError("unavailable", `the embedded PostgreSQL in ${cluster} does not start:\n${said}`);
}

/** Stops the server: sessions are ended, everything is written. */
export async function stopServer(cluster: string, programs: Programs): Promise<void> {
  if ((await runningServer(cluster)) === null) return;
  try {
    await programs.run("pgCtl", ["stop", "-D", cluster, "-m", "fast", "-w", "-t", "100"]);
  } catch (error) {
    if ((await runningServer(cluster)) !== null) throw error;
  }
}

/** Waits until the server that `find` finds is ready. @returns null when there is none, or it ends instead */
export async function awaitReady(find: () => Promise<RunningServer | null>, log: Logger): Promise<RunningServer | null> {
  const started = Date.now();
  for (let told = started; Date.now() - started < READY_WITHIN_MS; await delay(POLL_MS)) {
    const server = await find();
    if (server === null || server.status === "ready") return server;
    if (Date.now() - told > STILL_WAITING_MS) {
      told = Date.now();
      log.warn({ status: server.status, seconds: Math.round((told - started) / 1000) }, "still waiting for the embedded database");
    }
  }
  throw new AppError(
    "unavailable",
    `the embedded PostgreSQL is not ready after ${READY_WITHIN_MS / 60_000} minutes; see postgres.log in DATA_DIR`,
  );
}

// Null when it is ready, else what the server said before it ended.
async function startOnce(cluster: string, programs: Programs, settings: Settings, log: Logger): Promise<string | null> {
  const file = await openLog(join(dirname(cluster), "postgres.log"));
  try {
    const { size } = await file.stat();
    const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = programs.spawnServer(["-D", cluster, ...options], cluster, file.fd);
    const starting = { pid: child.pid ?? 0, port: 0, status: "starting" };
    let ended = false;
    child.once("exit", () => (ended = true)).once("error", () => (ended = true));
    child.unref();
    const ready = await awaitReady(async () => {
      const noted = await readPidFile(cluster);
      if (ended) return null;
      return noted?.pid === child.pid ? noted : starting;
    }, log);
    if (ready !== null) return null;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4_096), 0, 4_096, size);
    return buffer.toString("utf8", 0, bytesRead).trim() || "it ended without a word";
  } finally {
    await file.close();
  }
}

async function openLog(path: string): Promise<Awaited<ReturnType<typeof open>>> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await rename(path, `${path}.old`);
  return await open(path, "a+", 0o600);
}

async function choosePort({ port, mayMove }: ServerOptions): Promise<number> {
  try {
    return await freePort(port);
  } catch (error) {
    if (mayMove && port !== 0) return await freePort(0);
    throw new AppError("unavailable", `port ${port}, at which others expect the embedded database, cannot be used: ${messageOf(error)}`);
  }
}

async function freePort(wished: number): Promise<number> {
  const server = createServer();
  try {
    return await new Promise((resolve, reject) => {
      server.once("error", reject).listen({ host: "127.0.0.1", port: wished }, () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
