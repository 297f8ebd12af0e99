import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { DEFAULT_ACTS, DEFAULT_POLICY } from "../../../src/policy/policy.ts";
import { testHeart } from "../../helpers/heart.ts";
import { type DeliverOptions, deliver, type Heart, taking } from "../../helpers/postman.ts";

const DIGEST = { outbox: { digestHours: 24 } };
const NOW: DeliverOptions = { foldSeconds: 60, hurry: false };

async function leak(heart: Heart, count: number, { backfill = true } = {}): Promise<string[]> {
  const texts = await Promise.all(Array.from({ length: count }, async () => (await heart.mint()).text));
  await seen(heart, texts, backfill);
  return texts;
}

async function seen(heart: Heart, texts: readonly string[], backfill: boolean): Promise<void> {
  await heart.report(
    texts.map((token) => ({ token, url: `https://github.com/${randomUUID()}` })),
    "github",
    backfill,
  );
  await heart.work();
}

/** The oldest of what waits has waited long enough. */
const aDayLater = async (heart: Heart) =>
  await heart.db.query(
    "update obligations set due_at = now() where id = (select id from obligations where due_at > now() order by due_at limit 1)",
  );
const waits = async (heart: Heart) =>
  await heart.db.query("select count(*)::int as n, bool_and(due_at > now() + interval '23 hours') as a_day from obligations");

it("what looking back finds is told at once and folded like everything else, unless an operator wants a digest", async () => {
  const heart = await testHeart();
  await leak(heart, 3);
  const { mails, send } = taking();
  await deliver(heart, send, NOW);
  expect(mails).toMatchObject([{ subject: "3" }]);
});

it("with a digest it is revoked at once and told in one mail, a day after the first was found", async () => {
  const heart = await testHeart(DIGEST);
  const { mails, send } = taking();
  await leak(heart, 2);
  await leak(heart, 3);
  expect((await heart.incidents()).map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => "revoked"));
  await deliver(heart, send, NOW);
  expect(mails).toEqual([]);
  expect(await waits(heart)).toEqual([{ n: 5, a_day: true }]);
  await aDayLater(heart);
  await deliver(heart, send, NOW);
  expect(mails).toMatchObject([{ subject: "5" }]);
  expect(await heart.count("obligations")).toBe(0);
});

it("a digest is one mail where nothing else is folded, too", async () => {
  const heart = await testHeart(DIGEST);
  const { mails, send } = taking();
  await leak(heart, 3);
  await leak(heart, 2, { backfill: false });
  await aDayLater(heart);
  await deliver(heart, send, { ...NOW, foldSeconds: 0 });
  expect(mails.map(({ subject }) => subject).toSorted()).toEqual(["1", "1", "3"]);
});

it("what is reported meanwhile is told at once; the digest waits on", async () => {
  const heart = await testHeart(DIGEST);
  const { mails, send } = taking();
  await leak(heart, 2);
  await leak(heart, 1, { backfill: false });
  await deliver(heart, send, NOW);
  expect(mails).toMatchObject([{ subject: "1" }]);
  expect(await waits(heart)).toEqual([{ n: 2, a_day: true }]);
});

it("a token in the digest that is reported anew is told at once", async () => {
  const heart = await testHeart(DIGEST);
  const { mails, send } = taking();
  const [first] = await leak(heart, 3);
  await seen(heart, [first!], false);
  await deliver(heart, send, NOW);
  expect(mails).toMatchObject([{ subject: "1" }]);
  expect(await waits(heart)).toEqual([{ n: 2, a_day: true }]);
});

it("of a token that still works its owner hears at once, digest or not", async () => {
  const exposed = { ...DEFAULT_POLICY, acts: { ...DEFAULT_ACTS, genuine: "notify" } } as const;
  const heart = await testHeart({ ...DIGEST, policy: { policies: [exposed] } });
  const { mails, send } = taking();
  await leak(heart, 2);
  await deliver(heart, send, NOW);
  expect(mails).toMatchObject([{ subject: "2" }]);
});

it("the time that a digest waits is not counted as slowness", async () => {
  const heart = await testHeart(DIGEST);
  await leak(heart, 1);
  await leak(heart, 1, { backfill: false });
  await deliver(heart, taking().send);
  const { values } = await heart.metrics.reportToNotice.get();
  expect(values.find(({ metricName }) => metricName === "leaks_report_to_notice_seconds_count")?.value).toBe(1);
});
