import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../../kernel/errors.ts";
import { codeOf } from "./error-code.ts";
import { isAlive, ownIdentity } from "./process-identity.ts";

export interface LockOptions {
  /** Longest wait for another living process. */
  readonly waitMs: number;
  /** Told once when the lock is not free at once; `holder` is a process id. */
  readonly onWait: (holder: number) => void;
}

const POLL_MS = 20;
const LITTER_MS = 3_600_000;

/**
 * Runs `work` while no other process on this machine runs its own under the same folder. A holder that died is passed over.
 * @throws AppError `unavailable` when a living process holds it for longer than `waitMs`
 */
export async function withLock<T>(folder: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = join(folder, "lock");
  const mine = join(folder, `lock.${randomUUID()}`);
  await mkdir(mine, { mode: 0o700 });
  await writeFile(join(mine, await ownIdentity()), "");
  try {
    await take(lock, mine, options);
    try {
      await removeLitter(folder);
      return await work();
    } finally {
      await rename(lock, mine);
    }
  } finally {
    await rm(mine, { recursive: true, force: true });
  }
}

// Renaming a folder onto one that is not empty fails: so the lock appears whole, with its holder's name in it, or not at all.
async function take(lock: string, mine: string, { waitMs, onWait }: LockOptions): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (let told = false; ; await delay(POLL_MS)) {
    if (await renamed(mine, lock)) return;
    const holder = (await readdir(lock).catch(() => []))[0];
    if (Date.now() > deadline)
      throw new AppError("unavailable", `${lock} is still held ${waitMs / 1000} s on, by process ${holder ?? "?"}`);
    if (holder === undefined) continue;
    if (!(await isAlive(holder))) {
      // The grave is named after the dead and stays a while: whoever is late to bury finds it taken and leaves the new lock alone.
      await renamed(lock, `${lock}.dead-${holder}`);
    } else if (!told) {
      told = true;
      onWait(Number.parseInt(holder, 10));
    }
  }
}

const TAKEN = new Set(["ENOTEMPTY", "EEXIST", "ENOENT"]);

async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (TAKEN.has(codeOf(error) ?? "")) return false;
    throw error;
  }
}

// What processes leave behind that were killed while they waited for the lock or held it.
async function removeLitter(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith("lock.")) continue;
    // Its owner may take it away between the listing and the look.
    const changed = await stat(join(folder, name)).then(
      ({ ctimeMs }) => ctimeMs,
      () => null,
    );
    if (changed !== null && Date.now() - changed > LITTER_MS) await rm(join(folder, name), { recursive: true, force: true });
  }
}
