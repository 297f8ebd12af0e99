import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { Reception } from "../../../src/incidents/intake/reception.ts";
import { NotNow } from "../../../src/issuers/issuer.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { withLease } from "../../../src/obligations/lease.ts";
import { claimDue } from "../../../src/obligations/obligations.sql.ts";
import type { ReportSource } from "../../../src/sources/source.ts";
import { testHeart } from "../../helpers/heart.ts";
import { StubIssuer } from "../../helpers/remote-issuer.ts";
import { textFormat } from "../../helpers/text-format.ts";

const SHOP = textFormat("shop", "shop_", "shop");

const NOT_NOW = new NotNow("the shop answers for two at a time");

/** A source whose bodies are lists of tokens. */
const source: ReportSource = {
  kind: "reports",
  id: "github-partner",
  title: "test",
  authenticate: async () => await Promise.resolve({ ok: true }),
  parse: (body) =>
    (JSON.parse(body.toString()) as string[]).map((text) => ({ token: new Secret(text), type: "t", url: null, place: null })),
  answer: (_reports, labels) => ({ status: 200, body: labels }),
  ownsHost: () => false,
};

/** An issuer that may be asked about two tokens at a time. */
async function testAllowance() {
  const shop = new StubIssuer("shop");
  const asked: string[] = [];
  shop.see = (candidate, index) => {
    if (index >= 2) return NOT_NOW;
    asked.push(candidate.text.reveal("test"));
    return shop.known(candidate);
  };
  const heart = await testHeart({ formats: [SHOP], issuers: [shop] });
  const { db, intake, keyring, log } = heart;
  const reception = new Reception({ db, intake, keyring, log, sources: new Map([[source.id, source]]), wake: () => undefined });
  const tokens = Array.from({ length: 5 }, () => SHOP.example());
  for (const token of tokens) shop.issue(token);
  return {
    count: heart.count,
    db,
    incidents: heart.incidents,
    work: async () => await heart.work(),
    asked,
    shop,
    tokens,
    receive: async () => (await reception.receive(source, Buffer.from(JSON.stringify(tokens)), new Date(), 60_000)).body,
    /** As a job that comes for what is still to be decided. */
    comeAgain: async (): Promise<void> => {
      await db.query("update obligations set due_at = now() where kind = 'classify'");
      const lease = randomUUID();
      await claimDue(db, "classify", 10, 10, lease, 5);
      await withLease(db, log, lease, (batch) => reception.classifyPostponed(batch));
    },
  };
}

it("a delivery with more tokens than its issuer may be asked about at once is decided bit by bit, and nobody is asked about twice", async () => {
  const { asked, comeAgain, count, db, incidents, receive, tokens, work } = await testAllowance();
  expect(await receive()).toEqual(["true_positive", "true_positive", null, null, null]);
  expect(await db.query("select decided from postponed_deliveries")).toEqual([{ decided: "tt???" }]);
  await work();
  expect((await incidents()).map(({ state }) => state)).toEqual(["revoked", "revoked"]);
  await comeAgain();
  expect([await count("deliveries"), await count("incidents")]).toEqual([0, 4]);
  // Why the rest waits, in the issuer's own words.
  expect(await db.query("select last_error from obligations where kind = 'classify'")).toEqual([{ last_error: NOT_NOW.why }]);
  await comeAgain();
  await work();
  expect(asked).toEqual(tokens);
  expect((await incidents()).map(({ count: seen, state }) => [seen, state])).toEqual(tokens.map(() => [1, "revoked"]));
  expect(await db.query("select labels from deliveries")).toEqual([{ labels: "ttttt" }]);
  expect(await db.query("select kind from obligations where kind = 'classify'")).toEqual([]);
  expect(await receive()).toEqual(tokens.map(() => "true_positive"));
});

it("a token that was given back before the rest of its delivery is decided stays alive", async () => {
  const { comeAgain, incidents, receive, shop, tokens, work } = await testAllowance();
  await receive();
  await work();
  shop.tokens.get(tokens[0]!)!.alive = true;
  await comeAgain();
  await comeAgain();
  await work();
  expect(shop.tokens.get(tokens[0]!)).toMatchObject({ alive: true, deaths: 1 });
  expect((await incidents()).map(({ round }) => round)).toEqual(tokens.map(() => 1));
});
