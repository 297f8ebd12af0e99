import { beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { type Visit, visit } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";

const ATTACK = `<img src=x onerror=alert(1)>"'\u202Egnp.exe`;

let app: App;
let responder: Visit;
let viewer: Visit;
beforeAll(async () => {
  app = await startApp();
  responder = await visit(app, "responder", "Rita");
  viewer = await visit(app, "viewer", "Vera");
});

const page = async (path: string, as = responder): Promise<string> => await (await as.get(path)).text();

/** A leak whose token is revoked and whose mail has this state. */
async function mailed(state: string, email = "eve@example.com"): Promise<{ incident: string; notice: string }> {
  const { incident } = await leak(app, { token: { name: ATTACK, owner: { name: "Eve", email } } });
  await app.db.query("delete from obligations where incident_id = $1", [incident]);
  await app.db.query("update incidents set state = 'revoked', revoked_at = now() where id = $1", [incident]);
  const [row] = await app.db.query<{ id: string }>(
    `insert into notices (id, incident_id, template, round, recipient_name, recipient_email, locale, message_id, state, attempts, last_response)
     values (gen_random_uuid(), $1, 'revoked', (select round from incidents where id = $1), 'Eve', $2, 'en', '<x@y>', $3, 1, $4) returning id`,
    [incident, email, state, `451 ${ATTACK}`],
  );
  return { incident, notice: row!.id };
}

/** The same, given up: its incident waits for a person. */
async function givenUp(): Promise<{ incident: string; notice: string; letter: string }> {
  const mail = await mailed("failed");
  await app.db.query("update incidents set state = 'needs_attention', attention_reason = 'owner unreachable' where id = $1", [
    mail.incident,
  ]);
  const [row] = await app.db.query<{ id: string }>(
    `insert into obligations (id, kind, incident_id, notice_id, attempts, dead_at, last_error)
     values (gen_random_uuid(), 'notify', $1, $2, 18, now(), $3) returning id`,
    [mail.incident, mail.notice, ATTACK],
  );
  return { ...mail, letter: row!.id };
}

const owed = async (notice: string): Promise<unknown> =>
  (await app.db.query("select dead_at, attempts from obligations where notice_id = $1", [notice]))[0];

describe("the log of deliveries", () => {
  test("shows what each source sent and what it was told, and leads to the incidents", async () => {
    const { incident } = await leak(app, { record: { type: ATTACK, source: ATTACK } });
    const list = await page("/admin/deliveries?source=github-partner&state=accepted");
    expect(list).toContain("1 true, 0 false, 0 without");
    const [, id] = /href="\/admin\/deliveries\/(?<id>[0-9a-f-]{36})"/u.exec(list)!;
    const delivery = await page(`/admin/deliveries/${id}`);
    expect(delivery).toContain(`/admin/incidents/${incident}`);
    expect(delivery).toContain("&lt;img src=x");
    expect(delivery).not.toContain("<img");
    expect(delivery).not.toContain("\u202E");
  });

  test("shows what waits sealed and what was given up, with the way to try it again", async () => {
    await app.db.query(
      `with p as (
         insert into postponed_deliveries (id, source, body_hash, sealed_body) values (gen_random_uuid(), 'github-partner', '\\x01', '\\x02') returning id
       ) insert into obligations (id, kind, delivery_id, attempts, dead_at, last_error) select gen_random_uuid(), 'classify', id, 70, now(), $1 from p`,
      [ATTACK],
    );
    expect(await page("/admin/deliveries?state=waiting")).toContain("No delivery fits");
    const list = await page("/admin/deliveries?state=given_up");
    expect(list).toContain("&lt;img src=x");
    const [, id] = /href="\/admin\/deliveries\/(?<id>[0-9a-f-]{36})"/u.exec(list)!;
    expect(await page(`/admin/deliveries/${id}`)).toContain("/replay");
    expect(await page(`/admin/deliveries/${id}`, viewer)).not.toContain("/replay");
  });

  test("comes in pages that hold every delivery once", async () => {
    await app.db.query(
      `insert into deliveries (id, source, body_hash, records, labels)
       select gen_random_uuid(), 'gitlab', decode(md5(n::text), 'hex'), n, 't' from generate_series(1001, 1120) n`,
    );
    const seen: string[] = [];
    for (let next: string | undefined = "/admin/deliveries"; next !== undefined; ) {
      const text: string = await page(next.replaceAll("&amp;", "&"));
      seen.push(...Array.from(text.matchAll(/href="\/admin\/deliveries\/([0-9a-f-]{36})"/gu), ([, id]) => id!));
      next = /<a href="([^"]+)"[^>]*>Older/u.exec(text)?.[1];
    }
    const { deliveries } = await app.stored();
    expect([seen.length, new Set(seen).size]).toEqual([deliveries + 1, deliveries + 1]);
    expect((await responder.get("/admin/deliveries?source=nobody")).status).toBe(400);
    expect((await responder.get("/admin/deliveries?before=x")).status).toBe(400);
    expect((await responder.get("/admin/deliveries/x")).status).toBe(404);
  });
});

describe("the log of mails", () => {
  test("shows attempts and the class of the answer; the address and the mail only to whoever may see them", async () => {
    const { notice } = await mailed("bounced");
    const list = await page("/admin/notices?state=failed&template=revoked");
    expect(list).toContain("put off");
    expect(list).toContain("eve@example.com");
    expect(list).not.toContain("<img");
    const mail = await page(`/admin/notices/${notice}`);
    expect(mail).toContain("Mails are not kept. This is written again");
    expect(mail).toContain("&lt;img src=x");
    expect(mail).not.toMatch(/<img|\/owner\/ey/u);
    for (const path of ["/admin/notices", `/admin/notices/${notice}`, `/admin/incidents/${(await mailed("sent")).incident}`]) {
      const hidden = await page(path, viewer);
      expect(hidden, path).toContain("e…@example.com");
      expect(hidden, path).not.toContain("eve@example.com");
      expect(hidden, path).not.toContain("Mails are not kept");
    }
  });

  test("sends a mail again, with the Message-ID it has, and says who wanted it", async () => {
    const { incident, notice } = await mailed("sent");
    const sent = await responder.post(`/admin/notices/${notice}/resend`);
    expect([sent.status, sent.headers.get("location")]).toEqual([303, `/admin/notices/${notice}?done=resent`]);
    expect(await owed(notice)).toEqual({ dead_at: null, attempts: 0 });
    expect((await responder.post(`/admin/notices/${notice}/resend`)).status).toBe(409);
    const [event] = await app.db.query("select actor, action from audit_events where incident_id = $1 and action = 'notice.resent'", [
      incident,
    ]);
    expect(event).toEqual({ actor: "admin:Rita", action: "notice.resent" });
  });

  test("does not send again what is not true any more, nor to an address that nothing may go to", async () => {
    const restored = await mailed("sent");
    await app.db.query("update incidents set state = 'dismissed', revoked_at = null where id = $1", [restored.incident]);
    expect(await page(`/admin/notices/${restored.notice}`)).toContain("What it says is not true any more.");
    const refused = await responder.post(`/admin/notices/${restored.notice}/resend`);
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining("not true any more")]);
    const bad = await mailed("bounced", "gone@example.com");
    await app.db.query("insert into mail_addresses (address, bad_since, bad_reason) values ('gone@example.com', now(), 'bounced')");
    expect((await responder.post(`/admin/notices/${bad.notice}/resend`)).status).toBe(409);
    expect(await owed(bad.notice)).toBeUndefined();
  });

  test("recovers what was given up since a time", async () => {
    const [old, recent] = [await givenUp(), await givenUp()];
    await app.db.query("update obligations set dead_at = now() - interval '2 days' where id = $1", [old.letter]);
    const since = new Date(Date.now() - 3_600_000).toISOString().slice(0, 16);
    const outcome = await (await responder.post("/admin/notices/recover", { since })).text();
    expect(outcome).toContain("1 is tried again.");
    expect([await owed(recent.notice), await owed(old.notice)]).toEqual([
      { dead_at: null, attempts: 0 },
      { dead_at: expect.any(Date), attempts: 18 },
    ]);
    expect((await responder.post("/admin/notices/recover", { since: "yesterday" })).status).toBe(400);
  });
});

describe("what was given up", () => {
  test("is shown by its reason, and one of it is tried again with all that its incident owes", async () => {
    const { incident, letter, notice } = await givenUp();
    const list = await page("/admin/dead-letters?kind=notify");
    expect(list).toContain("Ask the mail relay why it refuses");
    expect(list).toContain("&lt;img src=x");
    expect(list).not.toMatch(/<img|\u202E/u);
    expect((await responder.post(`/admin/dead-letters/${letter}/replay`)).status).toBe(303);
    expect(await owed(notice)).toEqual({ dead_at: null, attempts: 0 });
    const [row] = await app.db.query("select state, attention_reason from incidents where id = $1", [incident]);
    expect(row).toEqual({ state: "revoked", attention_reason: null });
    expect((await responder.post(`/admin/dead-letters/${letter}/replay`)).status).toBe(404);
  });

  test("is tried again together when it matches, and what cannot be is counted", async () => {
    await app.db.query("delete from obligations where dead_at is not null");
    await app.db.query(
      `insert into obligations (id, kind, delivery_id, dead_at, last_error)
       select gen_random_uuid(), 'fetch', gen_random_uuid(), now(), 'the host answered 403' from generate_series(1, 3)
       union all select gen_random_uuid(), 'fetch', gen_random_uuid(), now(), 'another' from generate_series(1, 2)`,
    );
    const stuck = await givenUp();
    await app.db.query("update incidents set state = 'revoking' where id = $1", [stuck.incident]);
    await app.db.query("update notices set state = 'due' where id = $1", [stuck.notice]);
    const some = await (
      await responder.post("/admin/dead-letters/replay", { kind: "fetch", error: "the host answered 403", since: "" })
    ).text();
    expect(some).toContain("3 are tried again.");
    const rest = await (await responder.post("/admin/dead-letters/replay", { kind: "", error: "", since: "" })).text();
    expect(rest).toContain("2 are tried again.");
    expect(rest).toContain("1 could not be:");
    const events = await app.db.query("select detail from audit_events where action = 'obligations.replayed' and actor = 'admin:Rita'");
    expect(events).toContainEqual({ detail: JSON.stringify({ count: 3, kinds: ["fetch"] }) });
  });

  test("goes on behind the last of a page", async () => {
    await app.db.query(
      `insert into obligations (id, kind, delivery_id, dead_at, last_error)
       select gen_random_uuid(), 'examine', gen_random_uuid(), now() - n * interval '1 microsecond', 'paged' from generate_series(1, 110) n`,
    );
    const seen: string[] = [];
    for (let next: string | undefined = "/admin/dead-letters?kind=examine&error=paged"; next !== undefined; ) {
      const text: string = await page(next.replaceAll("&amp;", "&"));
      seen.push(...Array.from(text.matchAll(/dead-letters\/([0-9a-f-]{36})\/replay/gu), ([, id]) => id!));
      next = /<a href="([^"]+)"[^>]*>Older/u.exec(text)?.[1];
    }
    expect([seen.length, new Set(seen).size]).toEqual([110, 110]);
  });
});

describe("every form of these screens", () => {
  const ID = "0190a8f0-0000-7000-8000-000000000000";
  const FORMS = [`/admin/notices/${ID}/resend`, "/admin/notices/recover", `/admin/dead-letters/${ID}/replay`, "/admin/dead-letters/replay"];

  test.each(FORMS)("%s is taken only from our own page, with its key, and from whoever may act", async (path) => {
    expect((await responder.post(path, { key: "0".repeat(64) })).status).toBe(403);
    expect((await responder.post(path, {}, { "sec-fetch-site": "cross-site", origin: "https://evil.example" })).status).toBe(403);
    for (const role of ["viewer", "auditor"] as const) expect((await (await visit(app, role)).post(path)).status, role).toBe(403);
    expect((await responder.get(path)).status).toBe(405);
  });

  test.each(FORMS.filter((path) => !path.includes(ID)))("%s needs somebody who proved who they are a short while ago", async (path) => {
    const stale = await visit(app, "responder", "Stale");
    await app.db.query("update sessions set authenticated_at = now() - interval '11 minutes' where name = 'Stale'");
    const refused = await stale.post(path, { kind: "", error: "", since: "" });
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("Confirm who you are")]);
  });
});
