import { expect, it } from "vitest";
import { damage, openObligations } from "../helpers/aftermath.ts";
import { testDatabase } from "../helpers/database.ts";
import { startFaultProxy } from "../helpers/fault-proxy.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { startMailbox } from "../helpers/mailbox.ts";
import { record, startGithub, startTokenward } from "../helpers/service.ts";
import { until } from "../helpers/until.ts";

const github = await startGithub();
const common = { GITHUB_API_URL: github.apiUrl, DATA_DIR: await temporaryFolder(), SHUTDOWN_SECONDS: "10" };

it("SIGTERM: a request under way gets its answer, new ones are not taken, and the process ends with 0", async () => {
  const store = await testDatabase();
  const mailbox = await startMailbox();
  const proxy = await startFaultProxy(store.url.reveal("a proxy before it"));
  const env = { ...common, SMTP_URL: mailbox.url };
  const first = await startTokenward({ ...env, DATABASE_URL: proxy.url });
  const { id, token } = await first.mint();
  let reached = false;
  proxy.onMessage = (text) => {
    reached ||= text.includes("insert into deliveries");
    return text.includes("insert into deliveries") ? "hold" : "pass";
  };
  const answering = github.send(first.hook, [record(token)]);
  await until("the request is in its transaction", () => reached);

  process.kill(first.process.pid, "SIGTERM");
  await first.process.line(/"stopping"/u);
  await until(
    "no new connection is taken",
    async () =>
      await fetch(`${first.url}/readyz`).then(
        ({ status }) => status === 503,
        () => true,
      ),
  );
  proxy.onMessage = () => "pass";
  const began = performance.now();
  proxy.release();
  expect((await answering).status).toBe(200);
  expect(await first.process.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(10_000);

  const second = await startTokenward({ ...env, DATABASE_URL: store.url.reveal("the second start") });
  await second.untilNotified([id]);
  await until("nothing is owed", async () => (await openObligations(store.database)) === 0);
  expect(await damage(store.database, mailbox, { mailsAtMost: 1 })).toEqual([]);
});

it("SIGTERM under load: no answer but 2xx, no answer at all, or 503; all that was accepted is done after the next start", async () => {
  const store = await testDatabase();
  const mailbox = await startMailbox();
  const env = { ...common, SMTP_URL: mailbox.url, DATABASE_URL: store.url.reveal("test") };
  const first = await startTokenward(env);
  const tokens = await Promise.all(Array.from({ length: 40 }, async (_, n) => (await first.mint(`token ${n}`)).token));
  let answered = 0;
  const statuses = new Set<number>();
  const accepted: string[] = [];
  const sending = tokens.map(async (token, n) => {
    await until("its turn", () => answered >= n - 5);
    const status = await github.send(first.hook, [record(token)]).then(
      (answer) => answer.status,
      () => 0,
    );
    answered += 1;
    statuses.add(status);
    if (status === 200) accepted.push(token);
  });
  await until("some were answered", () => answered >= 10);
  expect(await first.process.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  await Promise.all(sending);
  expect([...statuses].filter((status) => ![0, 200, 503].includes(status))).toEqual([]);
  expect(accepted.length).toBeGreaterThanOrEqual(10);

  const second = await startTokenward(env);
  // What was not answered may have been committed or not; its sender tries again.
  for (const token of tokens.filter((one) => !accepted.includes(one))) {
    expect((await github.send(second.hook, [record(token)])).status).toBe(200);
  }
  await until("nothing is owed", async () => (await openObligations(store.database)) === 0, { withinMs: 20_000 });
  expect(await damage(store.database, mailbox, { incidents: tokens.length, mailsAtMost: 1 })).toEqual([]);
});

it("SIGTERM while the database says nothing any more: the process ends all the same", async () => {
  const store = await testDatabase();
  const proxy = await startFaultProxy(store.url.reveal("a proxy before it"));
  const service = await startTokenward({ ...common, SHUTDOWN_SECONDS: "1", DATABASE_URL: proxy.url });
  proxy.mute = true;
  process.kill(service.process.pid, "SIGTERM");
  await service.process.line(/"stopping"/u);
  expect(await service.process.exited).toEqual({ code: 4, signal: null });
});
