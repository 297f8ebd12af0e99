import { readdir, readFile, readlink, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hasArgument, identityOf } from "./process-identity.ts";

/** A server process that works on a cluster, as its pid file tells. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** As PostgreSQL writes it: `starting`, `ready`, `stopping`. */
  readonly status: string;
}

const ORPHANS_MS = 5_000;
const POLL_MS = 20;

/** The server that works on the cluster now, whoever started it; null when there is none. */
export async function runningServer(cluster: string): Promise<RunningServer | null> {
  const noted = await readPidFile(cluster);
  // Its folder is among its arguments: that tells it from whoever has its old process id today.
  const runs = noted !== null && (await identityOf(noted.pid)) !== null && (await hasArgument(noted.pid, cluster));
  return runs ? noted : null;
}

/** What the pid file says, whether or not it is still true. */
export async function readPidFile(cluster: string): Promise<RunningServer | null> {
  const lines = (await readFile(join(cluster, "postmaster.pid"), "latin1").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  // A negative number is a single-user process: nobody can connect to it.
  if (!Number.isSafeInteger(pid) || pid < 1) return null;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? "starting").trim() };
}

/**
 * Removes the pid file of a server that was killed. PostgreSQL would see to it itself, but takes any living process of its user for
 * that server, and after a container's restart there usually is one. The file goes only when no process at all works on the cluster;
 * orphans of a killed server end by themselves. @returns whether there was one: the server was not shut down properly
 */
export async function clearStalePidFile(cluster: string): Promise<boolean> {
  const path = join(cluster, "postmaster.pid");
  if ((await stat(path).catch(() => null)) === null) return false;
  const { uid } = await stat(cluster);
  for (const deadline = Date.now() + ORPHANS_MS; Date.now() < deadline; await delay(POLL_MS)) {
    const names = await readdir("/proc").catch(() => null);
    if (names === null) return true;
    const pids = names.map(Number).filter((pid) => Number.isInteger(pid));
    const atWork = await Promise.all(pids.map(async (pid) => await mayWorkOn(cluster, uid, pid)));
    if (!atWork.includes(true)) {
      await rm(path, { force: true });
      return true;
    }
  }
  return true;
}

// All of a server's processes have the cluster as their working directory; without CAP_SYS_PTRACE root may not see another user's.
async function mayWorkOn(cluster: string, uid: number, pid: number): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === cluster;
  } catch {
    const owner = await stat(`/proc/${pid}`).catch(() => null);
    if (owner?.uid !== uid || (await identityOf(pid)) === null) return false;
    return (await readFile(`/proc/${pid}/comm`, "latin1").catch(() => "")).startsWith("postgres");
  }
}
