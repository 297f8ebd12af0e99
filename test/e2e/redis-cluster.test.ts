import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { installationName } from "../../src/db/installation.sql.ts";
import { atEnd } from "../helpers/at-end.ts";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { startMailbox } from "../helpers/mailbox.ts";
import { testRedis, testRedisCluster } from "../helpers/redis.ts";
import { launchTokenward, record, startGithub, startTokenward } from "../helpers/service.ts";
import { describeWith } from "../helpers/skip.ts";
import { until } from "../helpers/until.ts";

const WEB = ["serve", "--role", "web"];
const WORKER = ["serve", "--role", "worker"];

async function setUp(redisUrl: string) {
  const { database, url } = await testDatabase();
  const [github, mailbox] = [await startGithub(), await startMailbox()];
  const files = { DATA_DIR: await temporaryFolder(), GITHUB_API_URL: github.apiUrl, SMTP_URL: mailbox.url };
  return { database, github, mailbox, env: { DATABASE_URL: url.reveal("test"), REDIS_URL: redisUrl, ...files } };
}

describeWith(await testRedisCluster(), "with the queue in a Redis Cluster", ({ urls }) => {
  it.each(urls.map((url, index) => [index + 1, url] as const))(
    "whose node %i it is told, tokens die and owners are told",
    async (_, url) => {
      const { env, github, mailbox } = await setUp(url);
      const all = { ...env, REDIS_CLUSTER: "on" };
      const web = await startTokenward(all, WEB);
      await startTokenward(all, WORKER);
      const minted = await Promise.all(Array.from({ length: 10 }, (_one, n) => web.mint(`token ${n}`, `owner-${n}@example.com`)));
      for (const { token } of minted) expect((await github.send(web.hook, [record(token)])).status).toBe(200);
      await web.untilNotified(minted.map(({ id }) => id));
      for (const { token } of minted) expect(await web.introspect(token)).toEqual({ active: false });
      expect(mailbox.mails).toHaveLength(minted.length);
    },
  );

  it("doctor says that it is one where that was not told", async () => {
    const { env } = await setUp(urls[0]!);
    const found = await Promise.all(
      urls.map(async (url) => {
        const doctor = launchTokenward({ ...env, REDIS_URL: url }, ["doctor", "--json"]);
        await doctor.exited;
        return (JSON.parse(doctor.stdout()) as { name: string; advice?: string }[]).find(({ name }) => name === "queue");
      }),
    );
    // The node that holds our keys answers like any Redis.
    expect(found).toContainEqual(expect.objectContaining({ verdict: "failed", advice: expect.stringContaining("REDIS_CLUSTER") }));
  });
});

describeWith(await testRedis(), "after an upgrade from the version whose keys Redis Cluster refused", (redis) => {
  it("what waited under its names is done all the same", async () => {
    const { database, env, github } = await setUp(redis.url);
    const web = await startTokenward(env, WEB);
    const minted = await Promise.all(Array.from({ length: 5 }, (_, n) => web.mint(`token ${n}`, `owner-${n}@example.com`)));
    for (const { token } of minted) await github.send(web.hook, [record(token)]);
    // Where it was before, instead of where it is now: leased, and in a queue that nobody works on any more.
    const lease = await until("it is dispatched", async () => {
      const [row] = await database.query<{ lease: string }>(
        "select lease::text from obligations where kind = 'revoke' and lease is not null",
      );
      return row?.lease;
    });
    await web.process.kill("SIGKILL");
    const client = new Redis(redis.url);
    atEnd(() => client.disconnect());
    await client.flushall();
    const before = new Queue(`tokenward-${await installationName(database)}-revoke`, { connection: { url: redis.url } });
    await before.add("revoke", { lease });
    await before.close();
    const next = await startTokenward(env);
    await next.untilNotified(minted.map(({ id }) => id));
    for (const { token } of minted) expect(await next.introspect(token)).toEqual({ active: false });
    expect(await client.keys("bull:*:wait")).toHaveLength(1);
  });
});
