import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { verifyTrail } from "../../src/audit/trail.ts";
import { root } from "../../src/compose/root.ts";
import { runCommand } from "../helpers/command.ts";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { startMailbox } from "../helpers/mailbox.ts";
import { olderBuild } from "../helpers/older-build.ts";
import { record, startGithub, startTokenward, type Tokenward } from "../helpers/service.ts";
import { describeWith } from "../helpers/skip.ts";

const ALERTS = 60;
const EVERY_MS = 150;

describeWith(await olderBuild(), "an upgrade under a stream of alerts", ({ main: older }) => {
  it("two versions work side by side on the new schema, and nothing is lost, doubled or wrong", { timeout: 300_000 }, async () => {
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
    // Awaited when all processes are replaced; until then nobody else hears of it.
    sending.catch(() => undefined);
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
  });
});
