import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "../../../src/db/embedded/lock.ts";
import { identityOf, isAlive, ownIdentity } from "../../../src/db/embedded/process-identity.ts";
import { until } from "../../helpers/until.ts";

const quick = { waitMs: 200, onWait: () => undefined };
const patient = { waitMs: 10_000, onWait: () => undefined };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tokenward-lock-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("works that share a lock run one after the other, and nothing stays behind", async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, async () => await withLock(folder, patient, work)));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test("the lock is free again when the work throws", async () => {
  const failing = withLock(folder, quick, async () => await Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(await withLock(folder, quick, async () => await Promise.resolve("yes"))).toBe("yes");
});

test("a lock whose holder died is taken over by exactly one of those who wait", async () => {
  await holdAs(await deadIdentity());
  let inside = 0;
  const work = async (): Promise<boolean> => {
    inside += 1;
    const alone = inside === 1;
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    return alone;
  };
  const alone = await Promise.all(Array.from({ length: 8 }, async () => await withLock(folder, patient, work)));
  expect(alone).toEqual(Array.from({ length: 8 }, () => true));
});

test("a lock whose holder's process id belongs to somebody else today counts as left behind", async () => {
  await holdAs(`${process.pid}-1`);
  expect(await withLock(folder, quick, async () => await Promise.resolve("mine"))).toBe("mine");
});

test("a living holder is waited for, and named when it takes too long", async () => {
  await holdAs(await ownIdentity());
  const told: number[] = [];
  const waiting = withLock(folder, { waitMs: 200, onWait: (holder) => told.push(holder) }, async () => await Promise.resolve());
  await expect(waiting).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining(`process ${process.pid}`) });
  expect(told).toEqual([process.pid]);
});

test("a process has one identity for life, and none when it is dead, unburied or not", async () => {
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
  const identity = await until("the child runs", async () => await identityOf(child.pid ?? 0));
  expect(await isAlive(identity)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await isAlive(identity)).toBe(false);
});

async function deadIdentity(): Promise<string> {
  const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
  const identity = (await identityOf(child.pid ?? 0)) ?? `${child.pid}-1`;
  await once(child, "exit");
  return identity;
}

async function holdAs(identity: string): Promise<void> {
  await mkdir(join(folder, "lock"));
  await writeFile(join(folder, "lock", identity), "");
}
