import { expect, it } from "vitest";
import { verifyTrail } from "../../../src/audit/trail.ts";
import type { Queryable } from "../../../src/db/database.ts";
import { revocationsAfter } from "../../../src/incidents/feed/revocations.ts";
import { dropHistory } from "../../../src/incidents/retention/history.ts";
import { purgeDue } from "../../../src/incidents/retention/purge.ts";
import { testHeart } from "../../helpers/heart.ts";
import { withBadSignature } from "../../helpers/macaroons.ts";

type Heart = Awaited<ReturnType<typeof testHeart>>;

/** As if everything that there is had happened so many days earlier. Times are part of the chain, so the chain is made anew. */
async function age({ db }: Heart, days: number): Promise<void> {
  await db.query("update incidents set purge_at = purge_at - make_interval(days => $1)", [days]);
  await db.query("update deliveries set received_at = received_at - make_interval(days => $1)", [days]);
  await db.query("update occurrences set seen_at = seen_at - make_interval(days => $1)", [days]);
  await db.transaction(async (tx) => {
    await tx.query("alter table audit_blocks disable trigger user");
    await tx.query("update audit_blocks set at = at - make_interval(days => $1)", [days]);
    await tx.query(`do $$ declare block record; previous bytea; begin
        select hash into previous from audit_start;
        for block in select * from audit_blocks order by seq loop
          previous := sha256(previous || int8send(block.seq) || int8send((extract(epoch from block.at) * 1000000)::bigint) || block.root);
          update audit_blocks set hash = previous where seq = block.seq;
        end loop;
      end $$`);
    await tx.query("alter table audit_blocks enable trigger user");
    await tx.query("update outgoing_progress set seq = (select coalesce(max(seq), 0) from audit_blocks)");
  });
}

async function reportedAndForgotten(count: number): Promise<{ heart: Heart; texts: string[] }> {
  const heart = await testHeart();
  const texts: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const text = withBadSignature((await heart.mint()).text);
    texts.push(text);
    await heart.report([{ token: text, url: `https://github.com/o/${number}` }]);
  }
  await age(heart, 90);
  await purgeDue(heart.db);
  return { heart, texts };
}

it("who followed the feed up to before what was dropped is told so, and begins anew", async () => {
  const heart = await testHeart();
  await heart.report([(await heart.mint()).text]);
  await heart.work();
  const [old] = await revocationsAfter(heart.db, null, 10);
  await age(heart, 90);
  const late = await heart.mint();
  await heart.report([late.text]);
  await heart.work();
  expect((await revocationsAfter(heart.db, old!.cursor, 10)).map((entry) => entry.id)).toEqual([late.id]);

  await dropHistory(heart.db, 89);
  await expect(revocationsAfter(heart.db, "1-0", 10)).rejects.toMatchObject({ code: "gone" });
  const anew = await revocationsAfter(heart.db, null, 10);
  expect(anew.map((entry) => entry.id)).toEqual([late.id]);
  expect(await revocationsAfter(heart.db, anew[0]!.cursor, 10)).toEqual([]);
});

it("what is dropped while a page of the feed is read leaves no gap that nobody sees", async () => {
  const heart = await testHeart();
  await heart.report([(await heart.mint()).text]);
  await heart.work();
  const [old] = await revocationsAfter(heart.db, null, 10);
  await heart.report([(await heart.mint()).text]);
  await heart.work();
  await age(heart, 90);
  const meanwhile: Queryable = {
    query: async (sql, params) => {
      const rows = await heart.db.query<never>(sql, params);
      await dropHistory(heart.db, 89);
      return rows;
    },
  };
  await expect(revocationsAfter(meanwhile, old!.cursor, 10)).rejects.toMatchObject({ code: "gone" });
});

it("what was done long ago is dropped, incidents stay, and the rest of the trail is whole", async () => {
  const { heart, texts } = await reportedAndForgotten(12);
  await heart.report([{ token: texts[0]!, url: "https://github.com/new" }]);
  const before = await verifyTrail(heart.db);

  const dropped = await dropHistory(heart.db, 89);
  expect(dropped).toMatchObject({ deliveries: 12, places: 12 });
  expect(dropped.events).toBeGreaterThan(12);
  expect([await heart.count("deliveries"), await heart.count("occurrences"), await heart.count("incidents")]).toEqual([1, 1, 12]);

  const after = await verifyTrail(heart.db, before.head);
  expect(after.faults).toEqual([]);
  expect(Number(after.droppedThrough)).toBeGreaterThanOrEqual(12);
  expect(after.events).toBeLessThan(before.events);
  expect(await dropHistory(heart.db, 89)).toEqual({ deliveries: 0, places: 0, events: 0 });

  await heart.report([{ token: texts[1]!, url: "https://github.com/again" }]);
  expect((await heart.incidents()).filter(({ count }) => count === 2)).toHaveLength(2);
});

it("nothing is dropped before its day", async () => {
  const { heart } = await reportedAndForgotten(3);
  expect(await dropHistory(heart.db, 91)).toEqual({ deliveries: 0, places: 0, events: 0 });
});

it("places that are not forgotten yet stay, however old", async () => {
  const heart = await testHeart();
  await heart.report([(await heart.mint()).text]);
  await age(heart, 400);
  await purgeDue(heart.db);
  expect(await dropHistory(heart.db, 60)).toMatchObject({ deliveries: 1, places: 0 });
});

it("what other systems have not been told of stays in the trail", async () => {
  const { heart } = await reportedAndForgotten(3);
  await heart.db.query("update outgoing_progress set seq = 2");
  await dropHistory(heart.db, 60);
  expect((await verifyTrail(heart.db)).droppedThrough).toBe("2");
});

it("the last block stays: the next one is chained to it", async () => {
  const heart = await testHeart();
  await heart.report([withBadSignature((await heart.mint()).text)]);
  await age(heart, 400);
  await dropHistory(heart.db, 60);
  await heart.report([withBadSignature((await heart.mint()).text)]);
  await heart.db.query("update outgoing_progress set seq = 1000");
  await age(heart, 400);
  await dropHistory(heart.db, 60);
  const { droppedThrough, faults } = await verifyTrail(heart.db);
  expect(faults).toEqual([]);
  expect(Number(droppedThrough)).toBeGreaterThan(1);
});

it("two processes that drop at once drop everything once", async () => {
  const { heart } = await reportedAndForgotten(20);
  const both = await Promise.all([dropHistory(heart.db, 60), dropHistory(heart.db, 60)]);
  expect(both[0].deliveries + both[1].deliveries).toBe(20);
  expect(both[0].places + both[1].places).toBe(20);
  expect((await verifyTrail(heart.db)).faults).toEqual([]);
});
