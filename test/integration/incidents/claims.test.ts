import { randomUUID } from "node:crypto";
import { clearImmediate, setImmediate } from "node:timers";
import { expect, it } from "vitest";
import { Claims } from "../../../src/incidents/intake/claims.ts";
import { wipeGivenUp } from "../../../src/incidents/retention/purge.ts";
import { NotNow } from "../../../src/issuers/issuer.ts";
import { AppError } from "../../../src/kernel/errors.ts";
import { withLease } from "../../../src/obligations/lease.ts";
import { OBLIGATION_POLICIES } from "../../../src/obligations/obligation.ts";
import { claimDue } from "../../../src/obligations/obligations.sql.ts";
import { testHeart } from "../../helpers/heart.ts";
import { StubIssuer } from "../../helpers/remote-issuer.ts";
import { textFormat } from "../../helpers/text-format.ts";

const SHOP = textFormat("shop", "shop_", "shop");

async function testClaims() {
  const shop = new StubIssuer("shop");
  const heart = await testHeart({ formats: [SHOP], issuers: [shop] });
  const claims = new Claims({ ...heart, wake: () => undefined });
  const take = (...texts: string[]) => claims.take({ texts, url: null }, new Date());
  /** Looks at all that was handed in, in one job, whenever it is due. */
  const examine = async (): Promise<void> => {
    await heart.db.query("update obligations set due_at = now(), leased_until = null where kind = 'examine'");
    const lease = randomUUID();
    await claimDue(heart.db, "examine", 50, 50, lease, 5);
    await withLease(heart.db, heart.log, lease, (batch) => claims.examine(batch));
  };
  const states = async () => new Map((await heart.incidents()).map(({ state, tokenId }) => [tokenId, state]));
  const waiting = () =>
    heart.db.query<{ error: string; dead: boolean }>(
      "select last_error as error, dead_at is not null as dead from obligations where kind = 'examine'",
    );
  return { ...heart, shop, take, examine, states, waiting };
}

const AWAY = { error: "the shop is closed", dead: false };
const away = (): never => {
  throw new AppError("unavailable", AWAY.error);
};

it("an issuer that cannot be asked keeps waiting what anybody handed in of its tokens, and nothing else", async () => {
  const { db, examine, shop, states, take, waiting, ...heart } = await testClaims();
  const [alone, beside, far] = [await heart.mint(), await heart.mint(), SHOP.example()];
  shop.issue(far);
  shop.see = away;
  await take(far);
  await take(alone.text);
  await take(`${far} and ${beside.text}`);
  await examine();
  expect([await states(), await waiting()]).toEqual([
    new Map([
      [alone.id, "revoking"],
      [beside.id, "revoking"],
    ]),
    [AWAY, AWAY],
  ]);
  await examine();
  expect(await db.query("select 1 from audit_events where action like 'incident.%'")).toHaveLength(2);
  shop.see = null;
  await examine();
  expect([(await states()).get(far), await waiting()]).toEqual(["revoking", []]);
  const [{ places } = { places: null }] = await db.query<{ places: number[] }>(
    "select array_agg(occurrence_count) as places from incidents",
  );
  expect([places, await db.query("select 1 from postponed_deliveries")]).toEqual([[1, 1, 1], []]);
});

it("a token that its issuer cannot look up keeps none of the issuer's other tokens alive", async () => {
  const { examine, shop, states, take, waiting } = await testClaims();
  const [poison, good] = [SHOP.example(), SHOP.example()];
  shop.issue(good);
  const asked = shop.lookup.bind(shop);
  shop.lookup = async (candidates) =>
    await (candidates.some(({ text }) => text.reveal("test") === poison)
      ? Promise.reject(new AppError("unavailable", AWAY.error))
      : asked(candidates));
  await take(poison);
  await take(good);
  await examine();
  expect([await states(), await waiting()]).toEqual([new Map([[good, "revoking"]]), [AWAY]]);
});

it("why a claim waits is what its issuer said, also when the issuer answered for others", async () => {
  const { examine, shop, take, waiting } = await testClaims();
  const [good, far] = [SHOP.example(), SHOP.example()];
  shop.issue(good);
  shop.see = (candidate) => (candidate.text.reveal("test") === far ? new NotNow("its shelf is locked") : shop.known(candidate));
  await take(`${good} ${far}`);
  await examine();
  expect(await waiting()).toEqual([{ error: "its shelf is locked", dead: false }]);
});

it("what can never be looked up becomes a person's, and is not asked for ever", async () => {
  const { db, examine, shop, take, waiting } = await testClaims();
  shop.see = away;
  await take(SHOP.example());
  await db.query("update obligations set attempts = $1 where kind = 'examine'", [OBLIGATION_POLICIES.examine.maxAttempts - 1]);
  await examine();
  expect(await waiting()).toEqual([{ ...AWAY, dead: true }]);
});

it("what was given up is forgotten when nobody tried again for as long as places are kept, and the trail says so", async () => {
  const { db, examine, shop, take } = await testClaims();
  shop.see = away;
  await take(SHOP.example());
  await take(SHOP.example());
  await db.query("update obligations set attempts = $1 where kind = 'examine'", [OBLIGATION_POLICIES.examine.maxAttempts - 1]);
  await examine();
  await db.query("update obligations set dead_at = now() - interval '30 days 1 minute' where id = (select id from obligations limit 1)");
  expect(await wipeGivenUp(db, 30)).toBe(1);
  const [left] = await db.query<{ delivery: string }>("select delivery_id as delivery from obligations");
  expect(await db.query("select id as delivery from postponed_deliveries")).toEqual([left]);
  expect(await wipeGivenUp(db, 30)).toBe(0);
  expect(await db.query("select detail::jsonb from audit_events where action = 'delivery.wiped'")).toEqual([
    { detail: { kind: "examine", count: 1 } },
  ]);
});

it("others get their turn between any two texts that are looked through, however many were handed in", async () => {
  const { examine, matcher, take } = await testClaims();
  const order: string[] = [];
  const matchAll = matcher.matchAll.bind(matcher);
  Object.assign(matcher, {
    matchAll: (text: string) => {
      order.push("text");
      return matchAll(text);
    },
  });
  await take("a", "b");
  await take("c", "d");
  let next: NodeJS.Immediate;
  const turn = (): void => {
    if (order.at(-1) === "text") order.push("turn");
    next = setImmediate(turn);
  };
  turn();
  await examine();
  clearImmediate(next!);
  expect(order.join(" ")).toMatch(/^(?:text turn ?){4}$/u);
});

it("a claim that does not open any more keeps no other waiting", async () => {
  const { db, examine, states, take, waiting, ...heart } = await testClaims();
  const { id, text } = await heart.mint();
  await take("whatever it was");
  await db.query("update postponed_deliveries set sealed_body = 'damaged'");
  await take(text);
  await examine();
  expect([await states(), await waiting()]).toEqual([new Map([[id, "revoking"]]), [{ error: expect.any(String), dead: false }]]);
});
