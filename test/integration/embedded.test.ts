import { spawn } from "node:child_process";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runningServer } from "../../src/db/embedded/running-server.ts";
import { type EmbeddedFolder, embeddedFolder, queryOnce } from "../helpers/embedded.ts";
import { testUnless } from "../helpers/skip.ts";
import { until } from "../helpers/until.ts";

// One cluster for the whole file: making it is the slow part, and has its own tests.
let folder: EmbeddedFolder;
const notRoot = process.getuid?.() === 0 ? null : "not root";

beforeAll(async () => {
  folder = await embeddedFolder();
  await (await folder.start()).stop();
});

beforeEach(async () => {
  const embedded = await folder.start();
  await queryOnce(embedded.url.reveal("test"), "drop table if exists kept");
  await embedded.stop();
});

afterEach(async () => {
  await folder.endAll();
});

afterAll(async () => {
  await folder.remove();
});

describe("a start", () => {
  test("finds the data of the last one, on the same port", async () => {
    const first = await folder.start();
    await queryOnce(first.url.reveal("test"), "create table kept as select 42 as n");
    await first.stop();
    expect(await runningServer(folder.cluster)).toBeNull();
    const second = await folder.start();
    expect(second.adopted).toBe(false);
    expect(second.url.reveal("test")).toBe(first.url.reveal("test"));
    expect(await queryOnce(second.url.reveal("test"), "select n from kept")).toEqual([{ n: 42 }]);
  });

  test("takes another port when a stranger has the last one", async () => {
    const first = await folder.start();
    await first.stop();
    const stranger = createServer().listen(Number(new URL(first.url.reveal("test")).port), "127.0.0.1");
    await until("the stranger listens", () => stranger.listening);
    const second = await folder.start();
    expect(await queryOnce(second.url.reveal("test"), "select 1 as n")).toEqual([{ n: 1 }]);
    stranger.close();
  });

  test("logs no value of a statement that failed", async () => {
    const { url } = await folder.start();
    await expect(queryOnce(url.reveal("test"), "select $1::text::uuid", ["tokenward-canary"])).rejects.toThrow(/tokenward-canary/u);
    const text = await readFile(join(folder.dataDir, "postgres.log"), "utf8");
    expect(text).toContain("ready to accept connections");
    expect(text).not.toContain("canary");
  });
});

describe("after a kill -9", () => {
  test("of our process, the server that outlived it is adopted", async () => {
    const { user, url } = await folder.startUser();
    await queryOnce(url, "create table kept as select 42 as n");
    await user.kill("SIGKILL");
    const embedded = await folder.start();
    expect(embedded.adopted).toBe(true);
    expect(await queryOnce(embedded.url.reveal("test"), "select n from kept")).toEqual([{ n: 42 }]);
    await embedded.stop();
    expect(await runningServer(folder.cluster)).toBeNull();
  });

  test("of our process and the server, what was committed is recovered", async () => {
    const { user, url } = await folder.startUser();
    await queryOnce(url, "create table kept as select generate_series(1, 1000) as n");
    await user.kill("SIGKILL");
    process.kill((await folder.server()).pid, "SIGKILL");
    const embedded = await folder.start();
    expect(embedded.adopted).toBe(false);
    expect(await queryOnce(embedded.url.reveal("test"), "select count(*)::int as n from kept")).toEqual([{ n: 1000 }]);
  });

  test("of the server alone, it comes back under the same address while we live", async () => {
    const { url } = await folder.start();
    const { pid } = await folder.server();
    process.kill(pid, "SIGKILL");
    const rows = await until("the database answers again", async () => await queryOnce(url.reveal("test"), "select 1 as n"));
    expect(rows).toEqual([{ n: 1 }]);
    expect((await folder.server()).pid).not.toBe(pid);
  });

  test("of the server alone, it waits for its port rather than come back where nobody looks", async () => {
    const { url } = await folder.start();
    const port = Number(new URL(url.reveal("test")).port);
    process.kill((await folder.server()).pid, "SIGKILL");
    const stranger = createServer();
    await until("the stranger has the port", async () => {
      stranger.listen(port, "127.0.0.1").once("error", () => undefined);
      return await new Promise((resolve) => stranger.once("listening", () => resolve(true)).once("error", () => resolve(false)));
    });
    const guest = folder.beginUser();
    const { code } = await guest.exited;
    expect(code).toBe(1);
    expect(guest.stderr()).toMatch(/port \d+, at which others expect the embedded database, cannot be used/u);
    stranger.close();
    expect(await until("the database answers again", async () => await queryOnce(url.reveal("test"), "select 1 as n"))).toEqual([{ n: 1 }]);
  });

  test("the old process id of the server may belong to somebody else by now", async () => {
    const { uid, gid } = await stat(folder.cluster);
    const somebody = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { uid, gid, stdio: "ignore", cwd: "/" });
    const left = `${somebody.pid}\n${folder.cluster}\n1700000000\n5432\n\n127.0.0.1\n 1 1\nready   \n`;
    await writeFile(join(folder.cluster, "postmaster.pid"), left);
    const embedded = await folder.start();
    expect(embedded.adopted).toBe(false);
    expect(await queryOnce(embedded.url.reveal("test"), "select 1 as n")).toEqual([{ n: 1 }]);
    somebody.kill();
  });
});

describe("processes on one folder", () => {
  test("a guest that leaves does not stop the database of those who stay; the last one out does", async () => {
    const host = await folder.start();
    const guest = await folder.startUser();
    expect(guest.adopted).toBe(true);
    expect(guest.url).toBe(host.url.reveal("test"));
    guest.user.write("stop\n");
    expect(await guest.user.exited).toEqual({ code: 0, signal: null });
    expect(await queryOnce(guest.url, "select 1 as n")).toEqual([{ n: 1 }]);
    await host.stop();
    expect(await runningServer(folder.cluster)).toBeNull();
  });

  test("the one that started it may leave first", async () => {
    const host = await folder.start();
    const guest = await folder.startUser();
    await host.stop();
    expect(await queryOnce(guest.url, "select 1 as n")).toEqual([{ n: 1 }]);
    guest.user.write("stop\n");
    await guest.user.exited;
    expect(await runningServer(folder.cluster)).toBeNull();
  });

  test("a guest that was killed is not waited for", async () => {
    const host = await folder.start();
    const guest = await folder.startUser();
    await guest.user.kill("SIGKILL");
    await host.stop();
    expect(await runningServer(folder.cluster)).toBeNull();
  });
});

describe("a cluster that cannot be used is left alone, and the message says what to do:", () => {
  test("made by another PostgreSQL version", async () => {
    const file = join(folder.cluster, "PG_VERSION");
    const version = await readFile(file, "utf8");
    await writeFile(file, "12\n");
    await expect(folder.start()).rejects.toThrow(/made by PostgreSQL 12.*pg_dump.*DATABASE_URL/su);
    await writeFile(file, version);
  });

  test("running, its password lost; once it is stopped, a new one is set", async () => {
    const first = await folder.start();
    await queryOnce(first.url.reveal("test"), "create table kept as select 42 as n");
    await rm(join(folder.dataDir, "postgres.json"));
    await expect(folder.start()).rejects.toThrow(/password is gone.*kill -INT/su);
    await first.stop();
    const second = await folder.start();
    expect(await queryOnce(second.url.reveal("test"), "select n from kept")).toEqual([{ n: 42 }]);
  });
});

describe("started by root, the server", () => {
  testUnless(notRoot, "runs as the one whose cluster it is, with the one capability that passes closed folders", async () => {
    await folder.start();
    const { uid } = await stat(folder.cluster);
    expect(uid).not.toBe(0);
    const status = await statusOfServer();
    expect(status).toContain(`Uid:\t${uid}\t${uid}\t${uid}\t${uid}\n`);
    expect(status).toMatch(/^CapPrm:\s+000000000000000[24]$/mu);
  });

  testUnless(notRoot, "works with what a container has by default, and outlives a kill -9 there", async () => {
    const capabilities = ["chown", "dac_override", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap"].map((name) => `+${name}`);
    const container = ["setpriv", `--bounding-set=-all,${capabilities.join(",")}`];
    const first = await folder.startUser(container);
    await queryOnce(first.url, "create table kept as select 42 as n");
    await first.user.kill("SIGKILL");
    const second = await folder.startUser(container);
    expect(second.adopted).toBe(true);
    expect(await queryOnce(second.url, "select n from kept")).toEqual([{ n: 42 }]);
  });
});

async function statusOfServer(): Promise<string> {
  return await readFile(`/proc/${(await folder.server()).pid}/status`, "utf8");
}
