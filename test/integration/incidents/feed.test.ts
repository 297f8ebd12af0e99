import { expect, it } from "vitest";
import type { Queryable } from "../../../src/db/database.ts";
import { type Revocation, RevocationFeed, revocationsAfter } from "../../../src/incidents/feed/revocations.ts";
import { DEFAULT_ACTS, DEFAULT_POLICY } from "../../../src/policy/policy.ts";
import { testHeart } from "../../helpers/heart.ts";
import { StubIssuer } from "../../helpers/remote-issuer.ts";
import { textFormat } from "../../helpers/text-format.ts";
import { until } from "../../helpers/until.ts";

const SHOP = textFormat("shop", "shop_", "shop");

/** A feed, and how it asked: how often for news, and from which block on. */
async function testFeed() {
  const heart = await testHeart();
  const asked = { news: 0, from: [] as string[] };
  const db: Queryable = {
    query: async <Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> => {
      if (params.length === 0) asked.news += 1;
      else asked.from.push(String(params[0]));
      return await heart.db.query<Row>(sql, params);
    },
  };
  const feed = new RevocationFeed(db, heart.log);
  const revoke = async (): Promise<string> => {
    const { id, text } = await heart.mint();
    await heart.report([text]);
    await heart.work();
    return id;
  };
  return { ...heart, asked, feed, revoke };
}

it("what is revoked while a follower is slow is told when it is ready, though nothing else happens", async () => {
  const { asked, feed, revoke } = await testFeed();
  const told: string[] = [];
  let ready = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const take = async (entries: readonly Revocation[]): Promise<void> => {
    told.push(...entries.map(({ id }) => id));
    await slow;
  };
  const first = await revoke();
  const stop = feed.follow(null, { take, end: () => undefined });
  await until("the first is told", () => told.length === 1);
  const second = await revoke();
  const news = asked.news;
  await until("it was seen that there is news", () => asked.news > news + 1);
  ready();
  await until("the second is told", () => told.length === 2);
  expect(told).toEqual([first, second]);
  stop();
});

it("however long nothing is revoked, no block is looked through twice", async () => {
  const { asked, db, feed, revoke, ...heart } = await testFeed();
  const told: Revocation[] = [];
  await revoke();
  const stop = feed.follow(null, { take: async (entries) => void (await Promise.resolve(told.push(...entries))), end: () => undefined });
  await until("it is told", () => told.length === 1);
  const newest = async () => (await db.query<{ seq: string }>("select max(seq) as seq from audit_blocks"))[0]!.seq;
  await heart.report(["nothing"]);
  const before = await newest();
  await until("that was looked through", () => asked.from.length > 1);
  await heart.report(["nothing", "at all"]);
  await until("what came since was looked through, and nothing else", () => asked.from.at(-1) === before);
  stop();
});

it("a suspended token is not valid either; of a token without an id there is nothing to tell", async () => {
  const shop = new StubIssuer("shop");
  shop.canSuspend();
  const suspend = { ...DEFAULT_POLICY, name: "policies[0]", acts: { ...DEFAULT_ACTS, genuine: "suspend" as const } };
  const heart = await testHeart({ formats: [SHOP], issuers: [shop], policy: { policies: [suspend] } });
  const text = SHOP.example();
  shop.issue(text);
  await heart.report([text]);
  await heart.work();
  expect(await revocationsAfter(heart.db, null, 10)).toMatchObject([{ id: text, event: "revoked", issuer: "shop" }]);
  await heart.db.query("update incidents set token_id = null");
  expect(await revocationsAfter(heart.db, null, 10)).toEqual([]);
});
