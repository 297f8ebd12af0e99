import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { purgeDue } from "../../../src/incidents/retention/purge.ts";
import { withLease } from "../../../src/obligations/lease.ts";
import { OBLIGATION_POLICIES } from "../../../src/obligations/obligation.ts";
import { claimDue, takeLeased } from "../../../src/obligations/obligations.sql.ts";
import { testHeart } from "../../helpers/heart.ts";
import { compose, DEFERRED, deliver, type Heart, REFUSED, SENT, type Send } from "../../helpers/postman.ts";

async function revoked(count = 1): Promise<{ heart: Heart; text: string; incidentId: string }> {
  const heart = await testHeart();
  const texts = await Promise.all(Array.from({ length: count }, async () => (await heart.mint()).text));
  await heart.report(texts.map((token, n) => ({ token, url: `https://github.com/${n}` })));
  await heart.work();
  return { heart, text: texts[0]!, incidentId: (await heart.incidents())[0]!.id };
}

it("an old mail that is refused never stops a new revocation", async () => {
  const { heart, incidentId, text } = await revoked();
  await deliver(heart, DEFERRED);
  await heart.actions.act(incidentId, "close", "seen", "admin:test");
  await heart.actions.act(incidentId, "reopen", "not done", "admin:test");
  await heart.db.query("update tokens set revoked_at = null");
  await heart.report([{ token: text, url: "https://github.com/again" }]);
  await deliver(heart, REFUSED);
  expect(await heart.incidents()).toMatchObject([{ state: "revoking" }]);
  await heart.work();
  expect(await heart.incidents()).toMatchObject([{ state: "revoked" }]);
  expect(await heart.db.query("select 1 from tokens where revoked_at is null")).toEqual([]);
});

it("a relay that loses every other answer gets a mail twice, and not once more", async () => {
  const { heart } = await revoked();
  let handovers = 0;
  let turn = 0;
  const flaky: Send = async (message, onHandover) => {
    turn += 1;
    if (turn % 2 === 0) return await DEFERRED(message, onHandover);
    await onHandover();
    handovers += 1;
    return { kind: "uncertain", reason: "no answer" };
  };
  for (let n = 0; n < 8; n += 1) await deliver(heart, flaky);
  expect(handovers).toBe(2);
  expect(await heart.db.query("select state from notices")).toEqual([{ state: "failed" }]);
  expect(await heart.incidents()).toMatchObject([{ state: "needs_attention" }]);
});

it("a mail that cannot be made never spoils its neighbours", async () => {
  const { heart } = await revoked(4);
  const [poisoned] = await heart.db.query<{ id: string }>("select id from notices limit 1");
  await deliver(heart, SENT, {
    composeWith: async (notice, folded) => {
      if (notice.id === poisoned!.id) throw new Error("cannot be composed");
      return await compose(notice, folded);
    },
  });
  expect(await heart.db.query("select state, uncertain, count(*)::int as n from notices group by 1, 2 order by 1")).toEqual([
    { state: "due", uncertain: 0, n: 1 },
    { state: "sent", uncertain: 0, n: 3 },
  ]);
  expect(await heart.db.query("select last_error from obligations")).toEqual([{ last_error: "cannot be composed" }]);
});

it("the owner of a restored token is not told any more that it was revoked", async () => {
  const { heart, incidentId } = await revoked();
  await heart.actions.act(incidentId, "restore", "a false positive", "admin:test");
  let mails = 0;
  await deliver(heart, async (message, onHandover) => {
    mails += 1;
    return await SENT(message, onHandover);
  });
  expect(mails).toBe(0);
  expect(await heart.count("obligations")).toBe(0);
});

it("where a token was seen is forgotten as well when its mail was given up and a person closed the incident", async () => {
  const { heart, incidentId } = await revoked();
  await heart.actions.act(incidentId, "close", "done", "admin:test");
  await deliver(heart, REFUSED);
  await heart.db.query("update incidents set purge_at = now() where purge_at is not null");
  expect(await purgeDue(heart.db)).toBe(1);
});

it("an obligation that every worker dies of is given up, and a person hears of it", async () => {
  const heart = await testHeart();
  await heart.report([(await heart.mint()).text]);
  for (let n = 0; n < OBLIGATION_POLICIES.revoke.maxAttempts; n += 1) {
    const lease = randomUUID();
    await claimDue(heart.db, "revoke", 10, 10_000, lease, 5);
    await takeLeased(heart.db, lease, 10);
    await heart.db.query("update obligations set leased_until = now()");
  }
  await heart.work();
  expect(await heart.incidents()).toMatchObject([{ state: "needs_attention" }]);
});

it("a mistake of ours gives nothing up", async () => {
  const heart = await testHeart();
  await heart.report([(await heart.mint()).text]);
  await heart.db.query("update obligations set attempts = 100");
  const lease = randomUUID();
  await claimDue(heart.db, "revoke", 10, 10_000, lease, 5);
  await withLease(heart.db, heart.log, lease, () => Promise.reject(new Error("a bug")));
  expect(await heart.db.query("select dead_at, last_error from obligations")).toEqual([{ dead_at: null, last_error: "a bug" }]);
});

it("where a token was seen is forgotten as well when its owner has no address", async () => {
  const heart = await testHeart();
  await heart.report([(await heart.mint()).text]);
  await heart.db.query("update incidents set owner_email = null");
  await heart.work();
  expect(await heart.incidents()).toMatchObject([{ state: "needs_attention" }]);
  await heart.db.query("update incidents set purge_at = now() where purge_at is not null");
  expect(await purgeDue(heart.db)).toBe(1);
});

it("every attempt is kept with what the relay answered, the newest thirty", async () => {
  const { heart } = await revoked();
  for (let n = 0; n < 3; n += 1) await deliver(heart, DEFERRED);
  await deliver(heart, SENT);
  const answers = async () =>
    (await heart.db.query<{ tries: { at: string; answer: string }[] }>("select tries from notices"))[0]!.tries.map(({ answer }) => answer);
  expect(await answers()).toEqual(["451 come again", "451 come again", "451 come again", "250 ok"]);
  await heart.db.query(
    `update notices set state = 'due', tries = (select jsonb_agg(jsonb_build_object('at', now(), 'answer', n::text)) from generate_series(1, 30) n)`,
  );
  await heart.db.query(
    "insert into obligations (id, kind, incident_id, notice_id) select gen_random_uuid(), 'notify', incident_id, id from notices",
  );
  await deliver(heart, SENT);
  expect(await answers()).toEqual([...Array.from({ length: 29 }, (_, n) => String(n + 2)), "250 ok"]);
});
