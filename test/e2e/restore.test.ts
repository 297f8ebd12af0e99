import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { root } from "../../src/compose/root.ts";
import { Database } from "../../src/db/database.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { Secret } from "../../src/kernel/secret.ts";
import { runCommand } from "../helpers/command.ts";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { startMailbox } from "../helpers/mailbox.ts";
import { installedPostgres } from "../helpers/pg-tools.ts";
import { freePort } from "../helpers/port.ts";
import { record, startGithub, startTokenward } from "../helpers/service.ts";
import { describeWith } from "../helpers/skip.ts";
import { until } from "../helpers/until.ts";

const github = await startGithub();
const SECRET = Buffer.alloc(32, 9).toString("base64");

describeWith(await installedPostgres(), "a backup by pg_dump, made while the service runs", (tools) => {
  it("brings everything back: what was owed is done once, what was done is not done again, and the queue is made anew", {
    timeout: 180_000,
  }, async () => {
    const [from, to] = [await tools.createDatabase("backed_up"), await tools.createDatabase("restored")];
    const database = new Database(new Secret(to), createLogger("warn"), { name: "test", max: 2 });
    const mailbox = await startMailbox();
    const folder = await temporaryFolder();
    const common = { GITHUB_API_URL: github.apiUrl, DATA_DIR: folder, SMTP_URL: mailbox.url };
    const before = { ...common, DATABASE_URL: from };
    const after = { ...common, DATABASE_URL: to, TOKENWARD_SECRET: SECRET };

    const whole = await startTokenward(before);
    const done = await whole.mint("done", "done@example.com");
    await github.send(whole.hook, [record(done.token)]);
    await whole.untilNotified([done.id]);
    await whole.process.kill("SIGTERM");

    const mute = await startTokenward({ ...before, SMTP_URL: `smtp://127.0.0.1:${await freePort()}` });
    const untold = await mute.mint("untold", "untold@example.com");
    await github.send(mute.hook, [record(untold.token)]);
    await until("its token is dead", async () => (await mute.incidentOf(untold.id))?.state === "revoked");
    await mute.process.kill("SIGTERM");

    const web = await startTokenward(before, ["serve", "--role", "web"]);
    const [alive, late] = [await web.mint("alive", "alive@example.com"), await web.mint("late", "late@example.com")];
    await github.send(web.hook, [record(alive.token)]);
    const { stdout: head } = await runCommand(["audit", "head"], { env: { ...after, DATABASE_URL: before.DATABASE_URL }, root });
    const file = join(folder, "backup");
    await tools.run("pg_dump", ["--format=custom", "--no-owner", "--exclude-schema=bullmq", `--file=${file}`, before.DATABASE_URL]);
    const afterwards = [record(late.token)];
    expect((await github.send(web.hook, afterwards)).status).toBe(200);
    await web.process.kill("SIGKILL");

    await tools.run("pg_restore", ["--no-owner", "--exit-on-error", `--dbname=${after.DATABASE_URL}`, file]);
    expect(await runCommand(["migrate"], { env: after, root })).toMatchObject({ code: 0 });
    expect(await runCommand(["audit", "verify", "--head", head.trim()], { env: after, root })).toMatchObject({ code: 0 });
    const restored = await startTokenward(after);
    await database.query("update obligations set due_at = now() where due_at > now()");
    await restored.untilNotified([done.id, untold.id, alive.id]);
    for (const { token } of [done, untold, alive]) expect(await restored.introspect(token)).toEqual({ active: false });

    // What came in after the backup is not known any more; sent again, it is as good as new.
    expect(await restored.introspect(late.token)).toMatchObject({ active: true });
    expect((await github.send(restored.hook, afterwards)).status).toBe(200);
    await restored.untilNotified([late.id]);
    const told = mailbox.mails.map(({ to: recipients }) => recipients?.[0]?.address);
    expect(told).toHaveLength(4);
    expect(new Set(told)).toEqual(new Set(["alive@example.com", "done@example.com", "late@example.com", "untold@example.com"]));
    expect(await database.query("select 1 from obligations")).toEqual([]);
    await database.close();
  });

  it("is of no use without its TOKENWARD_SECRET: another one is refused", async () => {
    const { url } = await testDatabase();
    const env = { DATABASE_URL: url.reveal("test"), DATA_DIR: await temporaryFolder() };
    expect(await runCommand(["audit", "head"], { env: { ...env, TOKENWARD_SECRET: SECRET }, root })).toMatchObject({ code: 0 });
    const other = { ...env, TOKENWARD_SECRET: Buffer.alloc(32, 3).toString("base64") };
    expect(await runCommand(["audit", "head"], { env: other, root })).toMatchObject({ code: 3 });
  });
});

it("a copy of DATA_DIR brings back the embedded database, its secret and its mails", async () => {
  const [live, copy] = [join(await temporaryFolder(), "data"), join(await temporaryFolder(), "copy")];
  const env = { DATA_DIR: live, GITHUB_API_URL: github.apiUrl, TOKENWARD_SECRET: "" };
  const first = await startTokenward(env);
  const { id, token } = await first.mint();
  await github.send(first.hook, [record(token)]);
  await first.untilNotified([id]);
  await first.process.kill("SIGTERM");
  await promisify(execFile)("cp", ["-a", live, copy]);
  await rm(live, { recursive: true });

  await promisify(execFile)("cp", ["-a", copy, live]);
  const second = await startTokenward(env);
  expect(await second.introspect(token)).toEqual({ active: false });
  expect(await second.incidentOf(id)).toMatchObject({ state: "revoked" });
  const again = await second.mint("after");
  await github.send(second.hook, [record(again.token)]);
  await second.untilNotified([again.id]);
});
