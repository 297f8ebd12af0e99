import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { claimDue } from "../../../src/obligations/obligations.sql.ts";
import { testHeart } from "../../helpers/heart.ts";
import { DEFERRED, deliver, type Heart, REFUSED, SENT, taking } from "../../helpers/postman.ts";

const WINDOW = { foldSeconds: 60, hurry: false };

async function leak(heart: Heart, count: number): Promise<string[]> {
  const texts = await Promise.all(Array.from({ length: count }, async () => (await heart.mint()).text));
  await heart.report(texts.map((token) => ({ token, url: `https://github.com/${randomUUID()}` })));
  await heart.work();
  return texts;
}

const states = async (heart: Heart) => await heart.db.query("select state, count(*)::int as n from notices group by 1 order by 1");
const endWindow = async (heart: Heart) => {
  await heart.db.query("update mail_addresses set fold_until = now()");
  await heart.db.query("update obligations set due_at = now() where dead_at is null");
};

it("many tokens of one owner are told of in one mail, at once", async () => {
  const heart = await testHeart();
  await leak(heart, 5);
  const { mails, send } = taking();
  await deliver(heart, send, WINDOW);
  expect(mails).toMatchObject([{ subject: "5" }]);
  expect(await states(heart)).toEqual([{ state: "sent", n: 5 }]);
  expect(await heart.count("obligations")).toBe(0);
  expect(await heart.db.query("select 1 from incidents where notified_at is null")).toEqual([]);
});

it("the first mail goes out at once; what follows within the window waits for its end and is one mail", async () => {
  const heart = await testHeart();
  const { mails, send } = taking();
  await leak(heart, 1);
  await deliver(heart, send, WINDOW);
  expect(mails).toMatchObject([{ subject: "1" }]);
  await leak(heart, 2);
  await leak(heart, 1);
  await deliver(heart, send, WINDOW);
  expect(mails).toHaveLength(1);
  expect(await heart.db.query("select attempts, due_at > now() + interval '50 seconds' as later from obligations")).toEqual(
    Array.from({ length: 3 }, () => ({ attempts: 0, later: true })),
  );
  await endWindow(heart);
  await deliver(heart, send, WINDOW);
  expect(mails.map(({ subject }) => subject)).toEqual(["1", "3"]);
  expect(await states(heart)).toEqual([{ state: "sent", n: 4 }]);
});

it("what is owed to the same owner beyond the batch is told in the same mail, and what another worker is at is not", async () => {
  const heart = await testHeart();
  await leak(heart, 4);
  const [kept] = await heart.db.query<{ id: string }>("select id from obligations order by id desc limit 1");
  const other = randomUUID();
  await heart.db.query("update obligations set lease = $1, leased_until = now() + interval '1 minute', taken = true where id = $2", [
    other,
    kept!.id,
  ]);
  // One of a batch: the others are neither leased nor in it.
  await heart.db.query(
    "update obligations set due_at = now() + interval '10 seconds' where id <> (select min(id::text)::uuid from obligations)",
  );
  const { mails, send } = taking();
  await deliver(heart, send, WINDOW);
  expect(mails).toMatchObject([{ subject: "3" }]);
  expect(await heart.db.query("select id from obligations")).toEqual([kept]);
});

it("a folded mail that is refused fails for every token it tells of, and is told again when a person says so", async () => {
  const heart = await testHeart();
  await leak(heart, 3);
  await deliver(heart, REFUSED, WINDOW);
  expect(await states(heart)).toEqual([{ state: "failed", n: 3 }]);
  const incidents = await heart.incidents();
  expect(incidents.map(({ state }) => state)).toEqual(["needs_attention", "needs_attention", "needs_attention"]);
  for (const { id } of incidents) await heart.actions.act(id, "retry", "address mended", "admin:test");
  const { mails, send } = taking();
  await endWindow(heart);
  await deliver(heart, send, WINDOW);
  expect(mails).toMatchObject([{ subject: "3" }]);
  expect((await heart.incidents()).map(({ state }) => state)).toEqual(["revoked", "revoked", "revoked"]);
});

it("when the token that leads a mail is restored, the others are told all the same", async () => {
  const heart = await testHeart();
  await leak(heart, 3);
  // The worker dies when it has decided what to fold.
  const dies = { ...WINDOW, composeWith: async () => await Promise.reject(new Error("gone")) };
  await deliver(heart, SENT, dies);
  const [leader] = await heart.db.query<{ incident_id: string }>("select incident_id from notices where state = 'due'");
  await heart.actions.act(leader!.incident_id, "restore", "a false alarm", "admin:test");
  const { mails, send } = taking();
  await endWindow(heart);
  await deliver(heart, send, WINDOW);
  expect(mails).toMatchObject([{ subject: "2" }]);
  expect(await heart.count("obligations")).toBe(0);
});

it("two workers at the same time make one mail", async () => {
  const heart = await testHeart();
  await leak(heart, 6);
  await heart.db.query("update obligations set created_at = created_at");
  const { mails, send } = taking();
  await Promise.all([deliver(heart, send, WINDOW), deliver(heart, send, WINDOW)]);
  await endWindow(heart);
  await deliver(heart, send, WINDOW);
  expect(mails.reduce((sum, { subject }) => sum + Number(subject), 0)).toBe(6);
  expect(mails.length).toBeLessThanOrEqual(2);
  expect(await states(heart)).toEqual([{ state: "sent", n: 6 }]);
});

it("nothing is folded when the window is 0", async () => {
  const heart = await testHeart();
  await leak(heart, 3);
  const { mails, send } = taking();
  await deliver(heart, send, { foldSeconds: 0 });
  expect(mails.map(({ subject }) => subject)).toEqual(["1", "1", "1"]);
});

it("a mail that was tried is not folded into another: its content was with the relay", async () => {
  const heart = await testHeart();
  await leak(heart, 1);
  await deliver(
    heart,
    async (_message, onHandover) => {
      await onHandover();
      return { kind: "uncertain", reason: "no answer" };
    },
    WINDOW,
  );
  await leak(heart, 1);
  await endWindow(heart);
  const { mails, send } = taking();
  await deliver(heart, send, WINDOW);
  expect(mails.map(({ subject }) => subject)).toEqual(["1", "1"]);
  await expect(claimDue(heart.db, "notify", 1, 1, randomUUID(), 5)).resolves.toBe(0);
});

it("a mail that has become untrue before it was taken keeps no other token's news from its owner", async () => {
  const heart = await testHeart();
  await leak(heart, 3);
  await deliver(heart, DEFERRED, WINDOW);
  // What led the mail said that its token could not be revoked yet; now it is.
  await heart.db.query("update notices set template = 'pending' where state = 'due'");
  await endWindow(heart);
  const { mails, send } = taking();
  await deliver(heart, send, WINDOW);
  await endWindow(heart);
  await deliver(heart, send, WINDOW);
  expect(mails).toMatchObject([{ subject: "2" }]);
  expect(await states(heart)).toEqual([
    { state: "failed", n: 1 },
    { state: "sent", n: 2 },
  ]);
});
