import { execFile } from "node:child_process";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, expect } from "vitest";
import { verifyTrail } from "../../src/audit/trail.ts";
import { root } from "../../src/compose/root.ts";
import { runCommand } from "../helpers/command.ts";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { startMailbox } from "../helpers/mailbox.ts";
import { record, startGithub, startTokenward, type Tokenward } from "../helpers/service.ts";
import { testUnless } from "../helpers/skip.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const FROM = process.env["UPGRADE_FROM"];
const ALERTS = 60;
const EVERY_MS = 150;

const worktrees: string[] = [];
afterAll(async () => {
  for (const folder of worktrees) await run("git", ["worktree", "remove", "--force", folder], { cwd: ROOT });
});

/** The program of the version before, built from its own sources with the libraries of today. */
async function buildOlder(ref: string): Promise<string> {
  const folder = join(await temporaryFolder(), "older");
  await run("git", ["worktree", "add", "--detach", folder, ref], { cwd: ROOT });
  worktrees.push(folder);
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await run("npm", ["run", "build"], { cwd: folder });
  return join(folder, "dist/main.js");
}

testUnless(
  FROM === undefined ? "UPGRADE_FROM names no git ref of the version before" : null,
  "an upgrade under a stream of alerts: two versions work side by side on the new schema, and nothing is lost, doubled or wrong",
  async () => {
    const older = await buildOlder(FROM!);
    const { database, url } = await testDatabase({ empty: true, max: 2 });
    const [github, mailbox, folder] = await Promise.all([startGithub(), startMailbox(), temporaryFolder()]);
    const env = { DATABASE_URL: url.reveal("test"), SMTP_URL: mailbox.url, GITHUB_API_URL: github.apiUrl, DATA_DIR: folder };
    const start = (role: "web" | "worker", main?: string): Promise<Tokenward> => startTokenward(env, ["serve", "--role", role], main);
    const [oldWeb, oldWorker] = [await start("web", older), await start("worker", older)];
    const leaked = await Promise.all(Array.from({ length: ALERTS }, (_, n) => oldWeb.mint(`token ${n}`, `owner-${n}@example.com`)));

    const hooks = new Set([oldWeb.hook]);
    const sending = (async () => {
      for (const [n, { token }] of leaked.entries()) {
        const hook = [...hooks][n % hooks.size]!;
        expect([n, (await github.send(hook, [record(token)])).status]).toEqual([n, 200]);
        await delay(EVERY_MS);
      }
    })();
    expect(
      await runCommand(["migrate"], { env: { ...env, TOKENWARD_SECRET: Buffer.alloc(32, 9).toString("base64") }, root }),
    ).toMatchObject({
      code: 0,
    });
    const newWeb = await start("web");
    // What the new version takes in, the old one works off, and the other way round.
    hooks.add(newWeb.hook);
    await delay(10 * EVERY_MS);
    const newWorker = await start("worker");
    await delay(10 * EVERY_MS);
    expect(await oldWorker.process.kill("SIGTERM")).toMatchObject({ code: 0 });
    await delay(5 * EVERY_MS);
    hooks.delete(oldWeb.hook);
    expect(await oldWeb.process.kill("SIGTERM")).toMatchObject({ code: 0 });
    await sending;

    await newWeb.untilNotified(leaked.map(({ id }) => id));
    for (const { token } of leaked) expect(await newWeb.introspect(token)).toEqual({ active: false });
    const told = mailbox.mails.map(({ to }) => to?.[0]?.address);
    expect(new Set(told).size).toBe(ALERTS);
    expect(told).toHaveLength(ALERTS);
    expect((await verifyTrail(database)).faults).toEqual([]);
    for (const one of [oldWeb, oldWorker, newWeb, newWorker]) expect(one.process.stderr()).not.toMatch(/"level":"(?:error|fatal)"/u);
  },
  300_000,
);
