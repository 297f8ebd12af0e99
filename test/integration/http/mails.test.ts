import PostalMime from "postal-mime";
import { expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import { record } from "../../helpers/service.ts";
import { until } from "../../helpers/until.ts";
import { answer, realRelay } from "../mail-relay.ts";

const PATIENT = { withinMs: 30_000 };

async function startWith(relay: Awaited<ReturnType<typeof realRelay>>, env: Readonly<Record<string, string>> = {}) {
  const app = await startApp({ role: "all", env: { SMTP_URL: relay.url.reveal("test"), ...env } });
  const leak = async (...names: readonly string[]): Promise<string[]> => {
    const tokens = await Promise.all(names.map(async (name) => (await app.mint({ name })).token));
    await app.github.send(
      app.hook,
      tokens.map((token) => record(token)),
    );
    return tokens;
  };
  return { app, leak };
}

test("tokens that leak together are told of in one mail with a line for each, and each line leads to its own case", async () => {
  const relay = await realRelay();
  const { app, leak } = await startWith(relay, { MAIL_FOLD_SECONDS: "3600" });
  const tokens = await leak("alpha", "beta", "gamma");
  await until("the owner was told", () => relay.mails.length === 1, PATIENT);
  const mail = await PostalMime.parse(relay.mails[0]!.bytes);
  expect(mail.subject).toBe("[Tokenward] 3 of your tokens were found in public");
  for (const part of [mail.text!, mail.html!]) {
    for (const name of ["alpha", "beta", "gamma"]) expect(part).toContain(name);
    for (const token of tokens) expect(part).not.toContain(token);
  }
  const links = Array.from(mail.text!.matchAll(/http\S+\/owner\/\S+/gu), ([link]) => link);
  const pages = await Promise.all(links.map(async (link) => await (await fetch(link)).text()));
  expect(pages).toHaveLength(3);
  const names = pages.map((page) => /<h1><bdi>([^<]*)<\/bdi>/u.exec(page)![1]!).toSorted((a, b) => a.localeCompare(b));
  expect(names).toEqual(["alpha", "beta", "gamma"]);
  await until("all of them count as told", async () => {
    const [row] = await app.db.query<{ n: number }>("select count(*)::int as n from incidents where notified_at is not null");
    return row!.n === 3;
  });
});

test("a mail that follows another names it, so that mail programs show them together", async () => {
  const relay = await realRelay();
  const { app, leak } = await startWith(relay);
  await leak("ci");
  await until("the owner was told", async () => (await app.db.query("select 1 from notices where state = 'sent'")).length === 1, PATIENT);
  const [incident] = await app.db.query<{ id: string }>("select id from incidents");
  await app.post(`/api/incidents/${incident!.id}/restore`, { reason: "a false alarm" });
  await until("the owner was told how it ended", () => relay.mails.length === 2, PATIENT);
  const [first, second] = await Promise.all(relay.mails.map(async ({ bytes }) => await PostalMime.parse(bytes)));
  expect(second!.subject).toBe('[Tokenward] Your token "ci" works again');
  expect([second!.references, second!.inReplyTo]).toEqual([first!.messageId, first!.messageId]);
  expect(second!.messageId).not.toBe(first!.messageId);
});

test("a relay that greylists is met again after some minutes, and the owner gets one mail", async () => {
  let refused = 0;
  const relay = await realRelay({
    onRcptTo: (_address, _session, callback) => {
      refused += 1;
      if (refused > 1) callback();
      else callback(Object.assign(new Error("4.7.1 Greylisted, come again"), { responseCode: 451 }));
    },
  });
  const { app, leak } = await startWith(relay);
  await leak("ci");
  const due = "select round(extract(epoch from due_at - now()))::int as seconds from obligations where last_error is not null";
  await until("it was put off", async () => (await app.db.query(due)).length === 1, PATIENT);
  const [{ seconds } = { seconds: 0 }] = await app.db.query<{ seconds: number }>(due);
  expect(seconds).toBeGreaterThan(240);
  expect(seconds).toBeLessThanOrEqual(300);
  await app.db.query("update obligations set due_at = now()");
  await until("the owner was told", () => relay.mails.length === 1, PATIENT);
  expect(refused).toBe(2);
});

test("an address that the relay refuses for good is not tried again, and the incident says that its owner is unreachable", async () => {
  const relay = await realRelay({ onRcptTo: (_address, _session, callback) => callback(answer(550)) });
  const { app, leak } = await startWith(relay);
  await leak("ci");
  const row = async () => (await app.get("/api/incidents")).body["incidents"]![0];
  await until("it waits for a person", async () => (await row())?.["unreachable_at"] !== null, PATIENT);
  expect(await row()).toMatchObject({ state: "needs_attention", attention_reason: expect.stringMatching(/^owner unreachable: .*550/u) });
  expect((await app.get("/api/mail/suppressions")).body["suppressions"]).toMatchObject([{ address: "ada@example.com" }]);
});

test("a mail that the relay refuses for what it says is given up, and the address stays good", async () => {
  const relay = await realRelay({
    onData: (stream, _session, callback) => {
      stream.resume().on("end", () => callback(answer(554)));
    },
  });
  const { app, leak } = await startWith(relay);
  await leak("ci");
  await until("it was given up", async () => (await app.db.query("select 1 from notices where state = 'failed'")).length === 1, PATIENT);
  expect((await app.get("/api/mail/suppressions")).body).toEqual({ suppressions: [] });
});
