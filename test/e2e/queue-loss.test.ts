import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { damage, openObligations } from "../helpers/aftermath.ts";
import { type TestDatabase, testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { startMailbox } from "../helpers/mailbox.ts";
import { type TestRedis, testRedis } from "../helpers/redis.ts";
import { record, startGithub, startTokenward, type Tokenward } from "../helpers/service.ts";
import { describeWith } from "../helpers/skip.ts";
import { until } from "../helpers/until.ts";

const ALERTS = 10;
const WEB = ["serve", "--role", "web"];
const WORKER = ["serve", "--role", "worker"];

const github = await startGithub();
const common = { GITHUB_API_URL: github.apiUrl, DATA_DIR: await temporaryFolder() };
const found = await testRedis();
const redis = "own" in found && !found.own ? { missing: "the Redis that answers is not ours to flush: install redis-server" } : found;

async function setUp(extra: Readonly<Record<string, string>> = {}) {
  const store = await testDatabase();
  const mailbox = await startMailbox();
  return { store, mailbox, env: { ...common, DATABASE_URL: store.url.reveal("test"), SMTP_URL: mailbox.url, ...extra } };
}

async function mintAll(service: Tokenward): Promise<string[]> {
  return await Promise.all(Array.from({ length: ALERTS }, async (_, n) => (await service.mint(`token ${n}`)).token));
}

async function nothingOwed({ database }: TestDatabase): Promise<void> {
  await until("nothing is owed", async () => (await openObligations(database)) === 0, { withinMs: 25_000 });
}

describeWith<TestRedis>(redis, "with the queue in Redis", (server) => {
  const { url } = server;

  it("FLUSHALL with jobs waiting loses nothing and doubles nothing", async () => {
    const { env, mailbox, store } = await setUp({ REDIS_URL: url });
    const web = await startTokenward(env, WEB);
    for (const token of await mintAll(web)) expect((await github.send(web.hook, [record(token)])).status).toBe(200);
    const client = new Redis(url);
    try {
      await until("jobs wait", async () => (await client.keys("*:wait")).length > 0);
      await client.flushall();
    } finally {
      client.disconnect();
    }
    await startTokenward(env, WORKER);
    await nothingOwed(store);
    expect(await damage(store.database, mailbox, { incidents: ALERTS, mailsAtMost: 1 })).toEqual([]);
  });

  it("Redis away during the intake: alerts are taken all the same, and worked off when it comes back empty", async () => {
    const { env, mailbox, store } = await setUp({ REDIS_URL: url });
    const [web] = await Promise.all([startTokenward(env, WEB), startTokenward(env, WORKER)]);
    const tokens = await mintAll(web);
    await server.kill("SIGKILL");
    for (const token of tokens) {
      const answer = await github.send(web.hook, [record(token)]);
      expect([answer.status, answer.ms < 5_000]).toEqual([200, true]);
    }
    const ready = await fetch(`${web.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { checks: { database: "ok" } }]);
    expect(mailbox.mails).toEqual([]);
    await server.restart();
    await nothingOwed(store);
    await web.process.ready(web.url);
    expect(await damage(store.database, mailbox, { incidents: ALERTS, mailsAtMost: 1 })).toEqual([]);
  });
});

it("every connection to PostgreSQL ended, again and again, under a stream of alerts: what was answered 2xx is revoked and mailed", async () => {
  const { env, mailbox, store } = await setUp();
  const service = await startTokenward(env);
  const tokens = await mintAll(service);
  const statuses = new Set<number>();
  for (const [index, token] of tokens.entries()) {
    const ending = index % 2 === 0 ? terminateAll(store) : Promise.resolve();
    // As any sender does: again, until it is taken.
    await until("it is taken", async () => {
      const { status } = await github.send(service.hook, [record(token)]);
      statuses.add(status);
      return status === 200;
    });
    await ending;
  }
  await terminateAll(store);
  await nothingOwed(store);
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  // A connection may be lost between the relay's 250 and our record of it: then, and only then, the same mail goes out again.
  expect(await damage(store.database, mailbox, { incidents: ALERTS, mailsAtMost: 2 })).toEqual([]);
});

async function terminateAll({ database }: TestDatabase): Promise<void> {
  const rows = await database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name like 'tokenward%' and application_name <> 'tokenward test'`,
  );
  expect(rows.length).toBeGreaterThan(0);
}
