import { randomUUID } from "node:crypto";
import { afterEach, expect, it } from "vitest";
import { Dispatcher } from "../../../src/jobs/dispatcher.ts";
import { createQueues, type Queues } from "../../../src/jobs/queues.ts";
import { Workers } from "../../../src/jobs/workers.ts";
import type { Secret } from "../../../src/kernel/secret.ts";
import { Secret as SecretValue } from "../../../src/kernel/secret.ts";
import type { TakenBatch } from "../../../src/obligations/lease.ts";
import { testHeart } from "../../helpers/heart.ts";
import { testRedis } from "../../helpers/redis.ts";
import { describeWith } from "../../helpers/skip.ts";
import { until } from "../../helpers/until.ts";

const redis = await testRedis();
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A heart with dispatcher and workers; notices are met by doing nothing. */
async function testJobs(redisUrl: Secret | null) {
  const heart = await testHeart();
  const queues = await createQueues({ databaseUrl: heart.url, redisUrl, redisCluster: false, installation: randomUUID(), log: heart.log });
  const dispatcher = new Dispatcher(heart.db, queues, heart.log);
  const forget = (batch: TakenBatch): Promise<void> =>
    heart.db.transaction((tx) =>
      batch.meet(
        tx,
        batch.obligations.map(({ id }) => id),
      ),
    );
  const handlers = {
    classify: forget,
    fetch: forget,
    scan: forget,
    follow: forget,
    examine: forget,
    report_back: forget,
    bulk: forget,
    notify: forget,
    deliver: forget,
    revoke: (batch: TakenBatch) => heart.revoker.run(batch),
    revoke_elsewhere: forget,
  };
  const workers = new Workers({ db: heart.db, queues, dispatcher, handlers, log: heart.log });
  cleanups.push(async () => {
    await dispatcher.stop();
    await workers.stop();
    await queues.close();
  });
  return { ...heart, queues, dispatcher, workers };
}

/** A few at a time: a pool that a thousand wait for turns the last ones away. */
async function mintMany(mint: () => Promise<{ text: string }>, count: number): Promise<{ text: string }[]> {
  const minted: { text: string }[] = [];
  while (minted.length < count) minted.push(...(await Promise.all(Array.from({ length: 10 }, () => mint()))));
  return minted;
}

const engines = [
  { engine: "postgres", resource: { url: null } },
  { engine: "redis", resource: "url" in redis ? { url: new SecretValue(redis.url) } : redis },
] as const;

for (const { engine, resource } of engines) {
  describeWith<{ url: Secret | null }>(resource, `the job path on ${engine}`, ({ url }) => {
    it("revokes what was reported while nobody polls", async () => {
      const jobs = await testJobs(url);
      jobs.workers.start();
      await until("the queue answers", () => jobs.queues.ping().then(() => true), { withinMs: 30_000 });
      await jobs.report([(await jobs.mint()).text]);
      jobs.dispatcher.wake(["revoke"]);
      await until("the token is revoked", async () => (await jobs.incidents())[0]?.state === "revoked", { withinMs: 30_000 });
    });

    it("a thousand tokens of one delivery are revoked by a handful of jobs", async () => {
      const jobs = await testJobs(url);
      const tokens = await mintMany(() => jobs.mint(), 1_000);
      let added = 0;
      const add: Queues["add"] = async (kind, data) => {
        added += 1;
        await jobs.queues.add(kind, data);
      };
      const counting: Queues = { ...jobs.queues, add };
      const dispatcher = new Dispatcher(jobs.db, counting, jobs.log);
      cleanups.push(() => dispatcher.stop());
      jobs.workers.start();
      await jobs.report(tokens.map(({ text }) => text));
      dispatcher.wake(["revoke"]);
      await until("all are revoked", async () => (await jobs.incidents()).every(({ state }) => state === "revoked"));
      expect(added).toBeLessThanOrEqual(3);
    });

    it("jobs that vanish from the queue are dispatched again", async () => {
      const jobs = await testJobs(url);
      await jobs.report([(await jobs.mint()).text]);
      const losing: Queues = { ...jobs.queues, add: () => Promise.resolve() };
      const loser = new Dispatcher(jobs.db, losing, jobs.log);
      loser.wake(["revoke"]);
      await until(
        "the obligation is leased",
        async () => (await jobs.db.query("select 1 from obligations where lease is not null")).length === 1,
      );
      await loser.stop();
      jobs.workers.start();
      jobs.dispatcher.start();
      await until("the token is revoked all the same", async () => (await jobs.incidents())[0]?.state === "revoked", { withinMs: 15_000 });
    });

    it("jobs that were forged, doubled or come late change nothing", async () => {
      const jobs = await testJobs(url);
      jobs.workers.start();
      await until("the queue answers", () => jobs.queues.ping().then(() => true), { withinMs: 30_000 });
      await jobs.report([(await jobs.mint()).text]);
      await jobs.queues.add("revoke", { lease: "11111111-1111-4111-8111-111111111111" });
      await jobs.queues.add("revoke", { lease: "not even a uuid" });
      jobs.dispatcher.wake(["revoke"]);
      await until("the token is revoked", async () => (await jobs.incidents())[0]?.state === "revoked", { withinMs: 30_000 });
      expect(await jobs.count("notices")).toBe(1);
    });

    it("a queue that hangs delays nobody and loses nothing", async () => {
      const jobs = await testJobs(url);
      await jobs.report([(await jobs.mint()).text]);
      let hanging = true;
      const flaky: Queues = {
        ...jobs.queues,
        add: (kind, data) => (hanging ? Promise.reject(new Error("down")) : jobs.queues.add(kind, data)),
      };
      const dispatcher = new Dispatcher(jobs.db, flaky, jobs.log);
      cleanups.push(() => dispatcher.stop());
      jobs.workers.start();
      dispatcher.start();
      await until(
        "the lease was given back",
        async () => (await jobs.db.query("select 1 from obligations where lease is null and leased_until is null")).length === 1,
      );
      hanging = false;
      await until("the token is revoked once the queue is back", async () => (await jobs.incidents())[0]?.state === "revoked");
    });
  });
}
