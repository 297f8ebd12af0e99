import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import { record } from "../../helpers/service.ts";
import { until } from "../../helpers/until.ts";
import { realRelay } from "../mail-relay.ts";

const WHSEC = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;

/** A token that was revoked, and its mail as the relay got it. */
async function leaked() {
  const relay = await realRelay();
  const env = { SMTP_URL: relay.url.reveal("test"), BOUNCE_ADDRESS: "bounces@mail.test", BOUNCE_SECRET: WHSEC };
  const app = await startApp({ role: "all", env });
  const { token } = await app.mint();
  await app.github.send(app.hook, [record(token)]);
  await until("its owner was told", async () => (await app.db.query("select 1 from notices where state = 'sent'")).length === 1, {
    withinMs: 30_000,
  });
  const post = async (body: unknown, headers: Record<string, string>) =>
    await fetch(`${app.url}/hooks/bounces`, { method: "POST", headers, body: JSON.stringify(body) });
  const signed = async (body: unknown) => {
    const id = `msg_${randomUUID()}`;
    const now = new Date();
    return await post(body, {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
      "webhook-signature": new Webhook(WHSEC).sign(id, now, JSON.stringify(body)),
    });
  };
  const incident = async () => (await app.get("/api/incidents")).body["incidents"]![0]!;
  return { app, relay, post, signed, incident };
}

test("a mail that comes back marks its address and its incident, and the address gets no more until a person says so", async () => {
  const { app, incident, relay, signed } = await leaked();
  const path = relay.mails[0]!.from;
  expect(path).toMatch(/^bounces\+[0-9a-f]{32}\.[0-9a-f]{16}@mail\.test$/u);
  const event = { type: "bounce", return_path: path, reason: "smtp; 550 5.1.1 no\r\nsuch user" };
  const answer = await signed({ events: [event, event] });
  expect([answer.status, await answer.json()]).toEqual([200, { taken: 1, events: 2 }]);
  expect(await incident()).toMatchObject({
    state: "needs_attention",
    attention_reason: "owner unreachable: bounced: smtp; 550 5.1.1 no such user",
    unreachable_at: expect.any(String),
  });
  expect((await app.get("/api/mail/suppressions")).body).toEqual({
    suppressions: [{ address: "ada@example.com", since: expect.any(String), reason: "bounced: smtp; 550 5.1.1 no such user" }],
  });
  const { token } = await app.mint();
  await app.github.send(app.hook, [record(token)]);
  await until("the second owner cannot be told", async () => {
    const [row] = await app.db.query<{ n: number }>("select count(*)::int as n from incidents where unreachable_at is not null");
    return row!.n === 2;
  });
  expect(relay.mails).toHaveLength(1);
  const release = { address: "Ada@example.com", reason: "mended" };
  expect((await app.post("/api/mail/suppressions/release", release)).body).toEqual({ released: true });
  expect((await app.post("/api/mail/suppressions/release", release)).status).toBe(404);
  expect((await app.get("/api/mail/suppressions")).body).toEqual({ suppressions: [] });
  const actions = await app.db.query("select action from audit_events where action like 'address.%'");
  expect(actions).toEqual([{ action: "address.released" }]);
});

test("the mail is found by its Message-ID as well; the secret may come as bearer token; a complaint only suppresses", async () => {
  const { app, incident, post } = await leaked();
  const [notice] = await app.db.query<{ message_id: string }>("select message_id from notices");
  const answer = await post(
    { events: [{ type: "complaint", message_id: notice!.message_id.slice(1, -1) }] },
    { authorization: `Bearer ${WHSEC}` },
  );
  expect([answer.status, await answer.json()]).toEqual([200, { taken: 1, events: 1 }]);
  expect(await incident()).toMatchObject({ state: "revoked", unreachable_at: null });
  expect((await app.get("/api/mail/suppressions")).body["suppressions"]).toHaveLength(1);
});

test("a bounce for now, one of a mail that is not ours, and one with a forged return path do nothing", async () => {
  const { app, incident, relay, signed } = await leaked();
  const path = relay.mails[0]!.from;
  const events = [
    { type: "soft", return_path: path },
    { type: "bounce", return_path: path.replace(/\.[0-9a-f]{16}@/u, ".0123456789abcdef@") },
    { type: "bounce", message_id: "<nobody@example.com>" },
    { type: "bounce" },
  ];
  expect(await (await signed({ events })).json()).toEqual({ taken: 0, events: 4 });
  // What a bounce says is anybody's word: none of it keeps the others from being read.
  const odd = ["\u0000", "x".repeat(5_000), "<\ud800>", "", "a b"].flatMap((text) => [
    { type: "bounce", message_id: text },
    { type: "bounce", return_path: text, reason: text },
    { type: "bounce", message_id: "<nobody@example.com>", reason: text },
  ]);
  expect(await (await signed({ events: odd })).json()).toEqual({ taken: 0, events: odd.length });
  expect(await incident()).toMatchObject({ state: "revoked" });
  expect((await app.get("/api/mail/suppressions")).body).toEqual({ suppressions: [] });
});

test("who has not the secret is refused before anything is read", async () => {
  const { app, post } = await leaked();
  const body = { events: [] };
  expect((await post(body, {})).status).toBe(401);
  expect((await post(body, { authorization: "Bearer nope" })).status).toBe(401);
  expect((await post("{", { authorization: `Bearer ${WHSEC}` })).status).toBe(400);
  expect((await post({ events: [{ type: "exploded" }] }, { authorization: `Bearer ${WHSEC}` })).status).toBe(400);
  const without = await startApp();
  expect((await fetch(`${without.url}/hooks/bounces`, { method: "POST", body: "{}" })).status).toBe(404);
  await app.stop();
});
