import { expect, it } from "vitest";
import { verifyTrail } from "../../../src/audit/trail.ts";
import { purgeDue } from "../../../src/incidents/retention/purge.ts";
import { recordNoticeEnds } from "../../../src/incidents/revoking/notice-end.ts";
import { testHeart } from "../../helpers/heart.ts";
import { withBadSignature } from "../../helpers/macaroons.ts";

type Heart = Awaited<ReturnType<typeof testHeart>>;

const moveClock = (heart: Heart, days: number) =>
  heart.db.query("update incidents set purge_at = purge_at - make_interval(days => $1)", [days]);

it("where a token was seen is forgotten 30 days after the last obligation was met; the rest stays", async () => {
  const heart = await testHeart();
  await heart.report([{ token: (await heart.mint()).text, url: "https://github.com/secret-org/place", place: "commit", type: "acme_key" }]);
  await heart.work();
  expect(await heart.db.query("select 1 from incidents where purge_at is not null")).toEqual([]);

  const [incident] = await heart.incidents();
  await heart.db.transaction(async (tx) => {
    await tx.query("delete from obligations");
    return await recordNoticeEnds(heart.settings)(tx, [
      { incidentId: incident!.id, noticeId: incident!.id, audience: "owner", sent: true, uncertain: false, reason: "250 ok" },
    ]);
  });
  await moveClock(heart, 29);
  expect(await purgeDue(heart.db)).toBe(0);
  await moveClock(heart, 1);
  expect(await purgeDue(heart.db)).toBe(1);
  expect(await purgeDue(heart.db)).toBe(0);

  const everything = JSON.stringify([
    await heart.db.query("select * from occurrences"),
    await heart.db.query("select * from audit_events"),
    await heart.db.query("select * from deliveries"),
  ]);
  expect(everything).not.toContain("secret-org");
  expect(everything).not.toContain("acme_key");
  expect(await heart.incidents()).toMatchObject([{ state: "revoked", verdict: "genuine", count: 1 }]);
  expect((await verifyTrail(heart.db)).faults).toEqual([]);
});

it("a dismissed report is forgotten 30 days after it was checked", async () => {
  const heart = await testHeart();
  await heart.report([withBadSignature((await heart.mint()).text)]);
  await moveClock(heart, 30);
  expect(await purgeDue(heart.db)).toBe(1);
  expect(await heart.db.query("select url, place, reported_type, place_hash from occurrences")).toEqual([
    { url: null, place: null, reported_type: null, place_hash: null },
  ]);
});

it("nothing is forgotten while an obligation is open", async () => {
  const heart = await testHeart();
  await heart.report([(await heart.mint()).text]);
  await heart.report([{ token: (await heart.mint()).text, url: "https://github.com/2" }]);
  await heart.work();
  await moveClock(heart, 400);
  expect(await purgeDue(heart.db)).toBe(0);
});

it("a token that leaks again after the purge is recognised", async () => {
  const heart = await testHeart();
  const { text } = await heart.mint();
  await heart.report([withBadSignature(text)]);
  await moveClock(heart, 30);
  await purgeDue(heart.db);
  await heart.report([{ token: withBadSignature(text), url: "https://github.com/other" }]);
  expect(await heart.incidents()).toMatchObject([{ state: "dismissed", count: 2 }]);
  expect(await heart.db.query("select 1 from incidents where purge_at is not null")).toHaveLength(1);
});
