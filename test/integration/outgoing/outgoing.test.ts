import { createHmac, randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { guardedFetch } from "../../../src/kernel/net/guarded-fetch.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { withLease } from "../../../src/obligations/lease.ts";
import { claimDue } from "../../../src/obligations/obligations.sql.ts";
import { Courier } from "../../../src/outgoing/courier.ts";
import { Endpoints } from "../../../src/outgoing/endpoints.ts";
import { EVENT_NAMES, type EventType } from "../../../src/outgoing/event.ts";
import { Follower } from "../../../src/outgoing/follower.ts";
import { testHeart } from "../../helpers/heart.ts";
import { type Receiver, startReceiver } from "../../helpers/receiver.ts";

const ADMIN = "admin:test" as const;

async function setUp(allowed: readonly string[] = ["127.0.0.1"]) {
  const heart = await testHeart();
  const { db, keyring, log, metrics } = heart;
  const wake = (): void => undefined;
  const endpoints = new Endpoints({ db, keyring, wake });
  const follower = () => new Follower({ db, log, publicUrl: () => "https://tokenward.test", wake });
  const courier = new Courier({ db, keyring, fetch: guardedFetch(allowed), metrics });
  return {
    ...heart,
    endpoints,
    follower,
    async subscribe({ url }: Receiver, events: readonly EventType[] = EVENT_NAMES, kind: "standard" | "slack" = "standard") {
      return await endpoints.create({ kind, address: new Secret(url), description: "test", events }, ADMIN);
    },
    /** Tells what happened, then brings what is due. */
    async tell(): Promise<void> {
      await follower().follow();
      await this.bring();
    },
    async bring(): Promise<void> {
      const lease = randomUUID();
      await claimDue(db, "deliver", 500, 10_000, lease, 5);
      await withLease(db, log, lease, (batch) => courier.run(batch));
    },
    /** As if time had passed. */
    async makeDue(): Promise<void> {
      await db.query("update obligations set due_at = now() where kind = 'deliver'");
    },
  };
}

const typesAt = ({ received }: Receiver): string[] => received.map(({ body }) => (JSON.parse(body) as { type: string }).type);

it("a leak is told from report to revocation, in order, signed as the reference library wants it", async () => {
  const world = await setUp();
  const receiver = await startReceiver();
  const { secret } = await world.subscribe(receiver);
  const { id, text } = await world.mint();
  await world.report([text]);
  await world.work();
  await world.tell();
  expect(typesAt(receiver)).toEqual(["leak.reported", "leak.confirmed", "leak.revoked"]);
  const key = secret!.reveal("verify");
  for (const { body, headers } of receiver.received) {
    expect(new Webhook(key).verify(body, headers as Record<string, string>)).toMatchObject({
      data: {
        incident: { token_id: id, verdict: "genuine", format: "tokenward" },
        url: expect.stringContaining("https://tokenward.test/admin/incidents/"),
      },
    });
    // The same by hand: HMAC-SHA-256 over id, time and body.
    const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
    const expected = createHmac("sha256", Buffer.from(key.slice("whsec_".length), "base64"))
      .update(signed)
      .digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
  }
});

it("no message tells the token, where it was seen, or whose it is", async () => {
  const world = await setUp();
  const receiver = await startReceiver();
  await world.subscribe(receiver);
  const { text } = await world.mint();
  await world.report([{ token: text, url: "https://github.com/octo/secret-repository/blob/main/.env" }]);
  await world.work();
  await world.tell();
  const all = receiver.received.map(({ body }) => body).join("\n");
  expect(receiver.received.length).toBeGreaterThan(0);
  for (const forbidden of [text, "secret-repository", "ada@example.com", "Ada"]) expect(all).not.toContain(forbidden);
});

it("however many processes follow the trail, each event is told once", async () => {
  const world = await setUp();
  const receiver = await startReceiver();
  await world.subscribe(receiver, ["leak.reported"]);
  const tokens = await Promise.all(Array.from({ length: 20 }, async () => (await world.mint()).text));
  for (const token of tokens) await world.report([token]);
  await Promise.all(Array.from({ length: 4 }, () => world.follower().follow()));
  await world.follower().follow();
  await world.bring();
  expect(receiver.received).toHaveLength(tokens.length);
});

it("a large delivery is told page by page, and an endpoint that is added later hears nothing of it", async () => {
  const world = await setUp();
  const receiver = await startReceiver();
  await world.subscribe(receiver, ["leak.reported"]);
  await world.report(Array.from({ length: 1_201 }, (_, n) => `tokenward-${"A".repeat(40)}${n}`));
  const { text } = await world.mint();
  await world.report([text]);
  await world.follower().follow();
  const late = await startReceiver();
  await world.subscribe(late, ["leak.reported"]);
  await world.follower().follow();
  const [incidents, parcels] = [await world.count("incidents"), await world.db.query("select 1 from parcels")];
  expect(parcels).toHaveLength(incidents);
  expect(late.received).toEqual([]);
});

it("an endpoint that fails is tried again with the same id and a new time, and its other messages wait without being tried", async () => {
  const world = await setUp();
  const receiver = await startReceiver();
  receiver.answer = (response, count) => response.writeHead(count === 1 ? 500 : 204).end();
  const { id } = await world.subscribe(receiver);
  const { text } = await world.mint();
  await world.report([text]);
  await world.tell();
  expect(receiver.received).toHaveLength(1);
  const messages = await world.endpoints.messages(id, null, 10);
  expect(messages.map(({ attempts, last_answer, state }) => ({ attempts, last_answer, state }))).toEqual([
    { attempts: 0, last_answer: "not asked: it answered 500", state: "due" },
    { attempts: 1, last_answer: "it answered 500", state: "due" },
  ]);
  expect((await world.endpoints.get(id)).failingSince).not.toBeNull();
  await world.makeDue();
  await world.bring();
  const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids).size).toBe(2);
  expect(ids.filter((one) => one === ids[0])).toHaveLength(2);
  expect(await world.endpoints.get(id)).toMatchObject({ failingSince: null, due: 0, failed: 0 });
});

it("a message is given up after ten attempts, and can be replayed", async () => {
  const world = await setUp();
  const receiver = await startReceiver();
  receiver.answer = (response) => response.writeHead(503).end();
  const { id } = await world.subscribe(receiver, ["endpoint.test"]);
  await world.endpoints.test(id);
  for (let round = 0; round < 12; round += 1) {
    await world.bring();
    await world.makeDue();
  }
  expect(receiver.received).toHaveLength(10);
  expect(await world.endpoints.messages(id, null, 10)).toMatchObject([{ state: "failed", attempts: 10, next_attempt_at: null }]);
  const [{ tries } = { tries: null }] = await world.endpoints.messages(id, null, 10);
  expect(tries!.map(({ answer }) => answer)).toEqual(Array.from({ length: 10 }, () => "it answered 503"));
  receiver.answer = (response) => response.writeHead(200).end("ok");
  expect(await world.endpoints.replay(id, new Date(Date.now() - 60_000), ADMIN)).toBe(1);
  await world.bring();
  expect(await world.endpoints.messages(id, null, 10)).toMatchObject([{ state: "delivered", attempts: 1 }]);
});

it("Retry-After is heeded, a redirect is a failure, and an endless answer is cut off", async () => {
  const world = await setUp();
  const receiver = await startReceiver();
  const { id } = await world.subscribe(receiver, ["endpoint.test"]);
  const answers: [Receiver["answer"], string][] = [
    [(response) => response.writeHead(429, { "retry-after": "7200" }).end(), "it answered 429"],
    [(response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(), "answered 302; redirects are not followed"],
    [(response) => response.writeHead(200).end(Buffer.alloc(1_000_000)), "sent more than the 65536 bytes"],
  ];
  await world.endpoints.test(id);
  for (const [answer, said] of answers) {
    receiver.answer = answer;
    await world.makeDue();
    await world.bring();
    const [message] = await world.endpoints.messages(id, null, 10);
    expect(message!.last_answer).toContain(said);
    if (said.includes("429")) expect(message!.next_attempt_at!.getTime() - Date.now()).toBeGreaterThan(7_000_000);
  }
});

it("an endpoint that says it is gone is switched off at once, one that failed for five days as well, and both are told in the audit trail", async () => {
  const world = await setUp();
  const gone = await startReceiver();
  gone.answer = (response) => response.writeHead(410).end();
  const hopeless = await startReceiver();
  hopeless.answer = (response) => response.writeHead(500).end();
  const first = await world.subscribe(gone);
  const second = await world.subscribe(hopeless);
  await world.db.query("update endpoints set failing_since = now() - interval '6 days' where id = $1", [second.id]);
  await world.endpoints.test(first.id);
  await world.endpoints.test(second.id);
  await world.bring();
  expect(await world.endpoints.get(first.id)).toMatchObject({ disabledReason: "it answered 410 Gone" });
  expect(await world.endpoints.get(second.id)).toMatchObject({ disabledReason: "nothing was taken for 5 days" });
  expect(await world.db.query("select 1 from audit_events where action = 'endpoint.disabled'")).toHaveLength(2);
  await expect(world.endpoints.test(first.id)).rejects.toMatchObject({ code: "conflict" });
  await world.endpoints.enable(first.id, ADMIN);
  expect(await world.endpoints.get(first.id)).toMatchObject({ disabledAt: null });
});

it("a private address is not connected to, unless it is allowed", async () => {
  const world = await setUp([]);
  const receiver = await startReceiver();
  const { id } = await world.subscribe(receiver, ["endpoint.test"]);
  await world.endpoints.test(id);
  await world.bring();
  expect(receiver.received).toEqual([]);
  const [message] = await world.endpoints.messages(id, null, 10);
  expect(message!.last_answer).toContain("is at a private address");
});

it("while a receiver changes its secret, both sign; the address and the secrets are sealed in the database", async () => {
  const world = await setUp();
  const receiver = await startReceiver();
  const { id, secret: old } = await world.subscribe(receiver, ["endpoint.test"]);
  const fresh = await world.endpoints.rotateSecret(id, ADMIN);
  await world.endpoints.test(id);
  await world.bring();
  const [{ body, headers }] = receiver.received as [Receiver["received"][number]];
  for (const secret of [old!, fresh]) new Webhook(secret.reveal("verify")).verify(body, headers as Record<string, string>);
  const [row] = await world.db.query<{ all: string }>("select encode(sealed, 'escape') || e::text as all from endpoints e");
  for (const hidden of ["secret-path", fresh.reveal("look for it"), old!.reveal("look for it")]) expect(row!.all).not.toContain(hidden);
});

it("one endpoint that never answers keeps no other waiting, and a deleted one gets nothing", async () => {
  const world = await setUp();
  const silent = await startReceiver();
  const held: { destroy: () => void }[] = [];
  silent.answer = (response) => void held.push(response);
  const quick = await startReceiver();
  const deleted = await startReceiver();
  const first = await world.subscribe(silent, ["endpoint.test"]);
  const second = await world.subscribe(quick, ["endpoint.test"]);
  const third = await world.subscribe(deleted, ["endpoint.test"]);
  for (const { id } of [first, second, third]) await world.endpoints.test(id);
  await world.endpoints.remove(third.id, ADMIN);
  quick.answer = (response) => {
    response.writeHead(204).end();
    for (const one of held) one.destroy();
  };
  await world.bring();
  expect([silent.received.length, quick.received.length, deleted.received.length]).toEqual([1, 1, 0]);
  expect(await world.db.query("select 1 from obligations where kind = 'deliver'")).toHaveLength(1);
});

it("a chat gets a sentence in which foreign text links nowhere and calls nobody", async () => {
  const world = await setUp();
  const chat = await startReceiver();
  await world.subscribe(chat, ["operator.attention_needed", "leak.reported"], "slack");
  const { text } = await world.mint();
  await world.report([{ token: text }], "github-partner");
  await world.db.query("update incidents set source = '<!channel> & <https://evil.test|here>'");
  await world.tell();
  const [{ body, headers }] = chat.received as [Receiver["received"][number]];
  const { text: said } = JSON.parse(body) as { text: string };
  expect(said).toContain("&lt;!channel&gt; &amp; &lt;https://evil.test|here&gt;");
  expect(said.match(/<[^>]*>/gu)).toEqual([
    expect.stringMatching(/^<https:\/\/tokenward\.test\/admin\/incidents\/[0-9a-f-]+\|Open the incident>$/u),
  ]);
  expect(headers["webhook-signature"]).toBeUndefined();
});
