import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { Database } from "../../../src/db/database.ts";
import { Reception } from "../../../src/incidents/intake/reception.ts";
import type { Issuer } from "../../../src/issuers/issuer.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { withLease } from "../../../src/obligations/lease.ts";
import { claimDue } from "../../../src/obligations/obligations.sql.ts";
import type { ReportSource } from "../../../src/sources/source.ts";
import { testHeart } from "../../helpers/heart.ts";
import { until } from "../../helpers/until.ts";

/** A source whose bodies are one token each. */
const source: ReportSource = {
  kind: "reports",
  id: "github-partner",
  title: "test",
  authenticate: async () => await Promise.resolve({ ok: true }),
  parse: (body) => [{ token: new Secret(body.toString()), type: "t", url: null, place: null }],
  answer: (_reports, labels) => ({ status: 200, body: labels }),
  ownsHost: () => false,
};

const LONG_MS = 60_000;

/** An issuer that answers only when it is let. */
function slow(builtin: Issuer): { issuer: Issuer; letGo: () => void } {
  let letGo = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const lookup: Issuer["lookup"] = async (candidates) => {
    await gate;
    return await builtin.lookup(candidates);
  };
  // The built-in issuer is a class: its methods need it as `this`.
  return { issuer: Object.assign(Object.create(builtin) as Issuer, { lookup }), letGo };
}

async function testReception() {
  let letGo = (): void => undefined;
  const heart = await testHeart({
    issuer: (builtin) => {
      const late = slow(builtin);
      letGo = late.letGo;
      return late.issuer;
    },
  });
  const { db, intake, keyring, log } = heart;
  const sources = new Map([[source.id, source]]);
  const reception = new Reception({
    db,
    intake,
    keyring,
    log,
    sources,
    wake: (kinds) => heart.woken.push(...kinds),
  });
  return { ...heart, reception, letGo: () => letGo() };
}

it("a delivery that is not classified in time is committed sealed, answered without labels, and classified by a job", async () => {
  const heart = await testReception();
  const { count, db, incidents, letGo, log, reception, woken } = heart;
  const { text } = await heart.mint();
  const answer = await reception.receive(source, Buffer.from(text), new Date(), 200);
  expect(answer).toEqual({ status: 200, body: null });
  expect(woken).toEqual(["classify"]);
  const [delivery] = await db.query<{ sealed: string }>("select encode(sealed_body, 'escape') as sealed from postponed_deliveries");
  expect(delivery!.sealed).not.toContain(text.slice(20, 60));

  letGo();
  const lease = randomUUID();
  await claimDue(db, "classify", 10, 10, lease, 5);
  await withLease(db, log, lease, (batch) => reception.classifyPostponed(batch));
  expect(await incidents()).toMatchObject([{ state: "revoking", verdict: "genuine" }]);
  expect(await db.query("select labels from deliveries")).toEqual([{ labels: "t" }]);
  expect(await db.query("select 1 from postponed_deliveries")).toEqual([]);
  expect(await db.query("select kind from obligations")).toEqual([{ kind: "revoke" }]);
  expect(await count("deliveries")).toBe(1);
});

it("a clock that is set while a delivery is classified takes no time from it", async () => {
  const heart = await testReception();
  const { text } = await heart.mint();
  const hoursAgo = new Date(Date.now() - 7_200_000);
  const answer = heart.reception.receive(source, Buffer.from(text), hoursAgo, LONG_MS);
  heart.letGo();
  expect((await answer).body).toEqual(["true_positive"]);
});

it("a delivery whose own transaction hangs is committed sealed beside it, and done once in the end", async () => {
  const heart = await testHeart();
  const { db, intake, keyring, log, url } = heart;
  const other = new Database(url, log, { name: "other", max: 1 });
  const wake = (): void => undefined;
  const reception = new Reception({
    db,
    intake,
    keyring,
    log,
    wake,
    sources: new Map([[source.id, source]]),
  });
  const { text } = await heart.mint();
  const bodyHash = keyring.fingerprint("body", source.id, Buffer.from(text));
  await other
    .transaction(async (tx) => {
      await tx.query("insert into deliveries (id, source, body_hash, records) values (gen_random_uuid(), $1, decode($2, 'hex'), 1)", [
        source.id,
        bodyHash,
      ]);
      expect(await reception.receive(source, Buffer.from(text), new Date(), 200)).toEqual({ status: 200, body: null });
      throw new Error("the other one gives up");
    })
    .catch(() => undefined);
  await until("it is accepted", async () => (await heart.count("deliveries")) === 1);
  const lease = randomUUID();
  await claimDue(db, "classify", 10, 10, lease, 5);
  await withLease(db, log, lease, (batch) => reception.classifyPostponed(batch));
  expect(await heart.incidents()).toMatchObject([{ state: "revoking", round: 1 }]);
  expect(await db.query("select kind from obligations")).toEqual([{ kind: "revoke" }]);
  await other.close();
});

it("a late delivery that is sent again is classified then, once", async () => {
  const heart = await testReception();
  const { count, db, incidents, letGo, reception } = heart;
  const { text } = await heart.mint();
  await reception.receive(source, Buffer.from(text), new Date(), 200);
  letGo();
  const again = await reception.receive(source, Buffer.from(text), new Date(), LONG_MS);
  expect(again.body).toEqual(["true_positive"]);
  expect(await incidents()).toMatchObject([{ state: "revoking", round: 1 }]);
  expect(await db.query("select 1 from obligations where kind = 'classify'")).toEqual([]);
  expect(await count("deliveries")).toBe(1);
});

it("a delivery that can neither be classified nor committed is refused, so that it is sent again", async () => {
  const heart = await testReception();
  const { db, reception } = heart;
  const { text } = await heart.mint();
  await db.query("alter table postponed_deliveries rename to away");
  await expect(reception.receive(source, Buffer.from(text), new Date(), 200)).rejects.toThrow();
});
