import { access, constants, mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { AppError, messageOf } from "../../kernel/errors.ts";
import { singleFlight } from "../../kernel/flow/single-flight.ts";
import type { Logger } from "../../kernel/log.ts";
import type { Secret } from "../../kernel/secret.ts";
import { type Account, accountUrl, newAccount, readAccount, writeAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { clusterVersion, createCluster, setPassword } from "./cluster.ts";
import { withLock } from "./lock.ts";
import { type Programs, preparePrograms } from "./programs.ts";
import { decideRunAs } from "./run-as.ts";
import { runningServer } from "./running-server.ts";
import { awaitReady, type Settings, startServer, stopServer } from "./server.ts";
import { countUsers, signOff, signOn } from "./users.ts";

export interface EmbeddedOptions {
  /** The cluster goes into `postgres` in here; everything about it has a name that begins so. */
  readonly dataDir: string;
  readonly log: Logger;
  /** Server settings on top of ours, such as `fsync: "off"` for tests. */
  readonly settings?: Settings;
  /** Folder with the programs (`bin`, `lib`, `share`) instead of the npm package's. */
  readonly binariesHome?: string;
}

export interface EmbeddedDatabase {
  readonly url: Secret;
  /** Whether a server was already running: another process's, or one that outlived its process. */
  readonly adopted: boolean;
  /** Leaves the database; the last process to leave stops it. */
  stop(): Promise<void>;
}

const LOCK_WAIT_MS = 600_000;
const WATCH_MS = 2_000;

/**
 * A PostgreSQL of our own in `dataDir`, ready when the promise resolves. Several processes may share it: the first starts it,
 * the last one out stops it, and one that is killed is no longer counted. A server that dies is started again within seconds.
 * @throws AppError `invalid_config` with a remedy where it cannot work; `unavailable` where it does not start
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { log } = options;
  const place = await makePlace(options.dataDir);
  const locked = async <T>(work: () => Promise<T>): Promise<T> =>
    await withLock(
      place.run,
      { waitMs: LOCK_WAIT_MS, onWait: (holder) => log.info({ holder }, "waiting for the embedded database") },
      work,
    );

  const { url, adopted, user, programs } = await locked(async () => {
    const ready = await ensureRunning(place, options);
    return { ...ready, user: await signOn(place.users) };
  });

  let stopping = false;
  const restartIfDead = singleFlight(async () => {
    if (stopping || (await runningServer(place.cluster)) !== null) return;
    if ((await clusterVersion(place.cluster)) === null) throw new AppError("unavailable", `${place.cluster} is gone`);
    await locked(async () => {
      if (!stopping) await ensureRunning(place, options);
    });
  });
  const watch = setInterval(() => {
    restartIfDead().catch((error: unknown) => log.error({ err: error }, "the embedded database has ended and cannot be started again"));
  }, WATCH_MS).unref();

  return {
    url,
    adopted,
    stop: async () => {
      if (stopping) return;
      stopping = true;
      clearInterval(watch);
      await locked(async () => {
        await signOff(place.users, user);
        const users = await countUsers(place.users);
        if (users > 0) log.info({ users }, "the embedded database stays up for others");
        else await stopServer(place.cluster, programs);
      });
    },
  };
}

interface Places {
  readonly dataDir: string;
  readonly cluster: string;
  readonly account: string;
  readonly run: string;
  readonly users: string;
}

async function makePlace(folder: string): Promise<Places> {
  let dataDir: string;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    dataDir = await realpath(folder);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const remedy = "give it to the user tokenward runs as, or set another DATA_DIR or a DATABASE_URL";
    throw new AppError("invalid_config", `the data folder ${folder} cannot be written to (${messageOf(error)}): ${remedy}`, {
      cause: error,
    });
  }
  const run = join(dataDir, "postgres.run");
  return { dataDir, cluster: join(dataDir, "postgres"), account: join(dataDir, "postgres.json"), run, users: join(run, "users") };
}

async function ensureRunning(
  place: Places,
  { log, settings = {}, binariesHome }: EmbeddedOptions,
): Promise<{ url: Secret; adopted: boolean; programs: Programs }> {
  const binaries = await findBinaries(binariesHome);
  const programs = await preparePrograms(binaries, await decideRunAs(place.cluster, [binaries.home, place.dataDir]));
  const known = await readAccount(place.account);

  const running = await awaitReady(async () => await runningServer(place.cluster), log);
  if (running !== null) {
    if (known === null) throw lostAccess(place, running.pid);
    log.info({ pid: running.pid, port: running.port }, "using the embedded database that is already running");
    return { url: accountUrl({ ...known, port: running.port }), adopted: true, programs };
  }

  const version = await clusterVersion(place.cluster);
  const account = known ?? newAccount();
  if (version === null) {
    // Before the cluster: whatever kills us from here on, the password to it is known.
    await writeAccount(place.account, account);
    await createCluster(place.cluster, programs, account.password);
  } else if (version !== programs.major) {
    throw otherVersion(place, version, programs.major);
  } else if (known === null) {
    await setPassword(place.cluster, programs, account.password);
  }

  const mayMove = (await countUsers(place.users)) === 0;
  const port = await startServer(place.cluster, programs, { settings, port: account.port, mayMove, log });
  const current: Account = { ...account, port };
  if (known?.port !== port) await writeAccount(place.account, current);
  log.info({ port, cluster: place.cluster, created: version === null }, "embedded database started");
  return { url: accountUrl(current), adopted: false, programs };
}

function lostAccess(place: Places, pid: number): AppError {
  return new AppError(
    "invalid_config",
    `a PostgreSQL (process ${pid}) runs on ${place.cluster}, but ${place.account} with its password is gone: ` +
      `stop it ("kill -INT ${pid}") and start again; a new password will be set`,
  );
}

function otherVersion({ cluster }: Places, found: string, ours: string): AppError {
  return new AppError(
    "invalid_config",
    `${cluster} was made by PostgreSQL ${found}, this version of tokenward brings PostgreSQL ${ours}, and they cannot read each other's ` +
      "files: dump it with the version of tokenward that made it (pg_dump), move the folder away, start, and restore; or set DATABASE_URL",
  );
}
