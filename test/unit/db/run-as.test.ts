import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { decideRunAs } from "../../../src/db/embedded/run-as.ts";
import { testUnless } from "../../helpers/skip.ts";

const notRoot = process.getuid?.() === 0 ? null : "not root";
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tokenward-run-as-"));
  await chmod(folder, 0o755);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

testUnless(notRoot, "root runs them as an unprivileged user, without a capability, where every folder is open to that user", async () => {
  const { prefix, user, ids } = await decideRunAs(join(folder, "postgres"), [folder]);
  expect(prefix).toEqual([]);
  expect(ids).toEqual(user);
  expect(user?.uid).toBeGreaterThan(0);
});

testUnless(notRoot, "root runs them as the owner of the cluster there is", async () => {
  const cluster = join(folder, "postgres");
  await mkdir(cluster);
  await chown(cluster, 12_345, 54_321);
  expect((await decideRunAs(cluster, [folder])).user).toEqual({ uid: 12_345, gid: 54_321 });
});

testUnless(notRoot, "root gives them one capability, and not root's powers, where a folder on the way is closed", async () => {
  const closed = join(folder, "closed");
  await mkdir(join(closed, "below"), { recursive: true });
  await chmod(closed, 0o700);
  const { prefix, user, ids } = await decideRunAs(join(folder, "postgres"), [join(closed, "below")]);
  expect(ids).toEqual({});
  expect(prefix.join(" ")).toMatch(
    new RegExp(`setpriv --reuid ${user?.uid} --regid ${user?.gid} --clear-groups --inh-caps=\\+dac_\\w+ `, "u"),
  );
});
