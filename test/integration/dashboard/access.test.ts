import { beforeAll, describe, expect, test } from "vitest";
import { ROLES } from "../../../src/access/roles.ts";
import { type App, startApp } from "../../helpers/app.ts";
import { signInLink, visit } from "../../helpers/dashboard.ts";

let app: App;
beforeAll(async () => {
  app = await startApp();
});

const OWN = (): Record<string, string> => ({ "sec-fetch-site": "same-origin", origin: app.url });

describe("a sign-in link", () => {
  test("is used up by the button and by nothing else, however often programs look at it", async () => {
    const link = await signInLink(app);
    for (const method of ["GET", "HEAD", "GET"]) expect((await fetch(link, { method })).status).toBe(200);
    const used = await fetch(link, { method: "POST", headers: OWN(), redirect: "manual" });
    expect([used.status, used.headers.get("location")]).toEqual([303, "/admin"]);
    expect(used.headers.getSetCookie()[0]).toMatch(/^tokenward=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/u);
    const again = await fetch(link, { method: "POST", headers: OWN(), redirect: "manual" });
    expect([again.status, again.headers.getSetCookie()]).toEqual([404, []]);
    expect(await again.text()).toContain("was used already, or its 15 minutes are over");
  });

  test("signs nobody in once its time is over", async () => {
    const link = await signInLink(app);
    await app.db.query("update sign_in_links set expires_at = now() - interval '1 second'");
    expect((await fetch(link, { method: "POST", headers: OWN(), redirect: "manual" })).status).toBe(404);
  });

  test("signs nobody in from a page of another site", async () => {
    const link = await signInLink(app);
    const foreign: Record<string, string>[] = [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "https://sibling.example.org" },
      { origin: "https://evil.example" },
      { origin: "null" },
      {},
    ];
    for (const headers of foreign) {
      expect((await fetch(link, { method: "POST", headers, redirect: "manual" })).status, JSON.stringify(headers)).toBe(403);
    }
    expect((await fetch(link, { method: "POST", headers: OWN(), redirect: "manual" })).status).toBe(303);
  });

  test("is neither made nor taken where links are switched off", async () => {
    const off = await startApp({ env: { SIGN_IN_LINKS: "off" }, database: app.database, github: app.github });
    const link = (await signInLink(app)).replace(app.url, off.url);
    const headers = { "sec-fetch-site": "same-origin", origin: off.url };
    expect((await fetch(link, { method: "POST", headers, redirect: "manual" })).status).toBe(404);
    expect(await (await fetch(`${off.url}/admin/sign-in`)).text()).toContain("Sign-in links are switched off");
  });
});

describe("a session", () => {
  test("is what every page needs; whoever has none is asked to sign in, and comes back to the page they wanted", async () => {
    const answer = await fetch(`${app.url}/admin/sessions?x=1`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/admin/sign-in?to=%2Fadmin%2Fsessions%3Fx%3D1"]);
  });

  test("is not in the database as the browser has it", async () => {
    const { cookie } = await visit(app);
    const [row] = await app.db.query<{ text: string }>("select string_agg(s::text, ' ') as text from sessions s");
    expect(row!.text).not.toContain(cookie.split("=")[1]);
    expect(app.logs.join("")).not.toContain(cookie.split("=")[1]);
  });

  test("is another one after every sign-in, and the one before has ended", async () => {
    const before = await visit(app);
    const headers = { ...OWN(), cookie: before.cookie };
    const after = await fetch(await signInLink(app), { method: "POST", headers, redirect: "manual" });
    expect(after.headers.getSetCookie()[0]).not.toContain(before.cookie);
    expect((await before.get("/admin")).status).toBe(303);
  });

  test.each([
    ["2 h after it was last used", "seen_at = now() - interval '2 hours'"],
    ["12 h after it began", "expires_at = now()"],
  ])("ends %s", async (_when, change) => {
    const visitor = await visit(app, "viewer", `Ends ${change.split(" ")[0]!}`);
    expect((await visitor.get("/admin")).status).toBe(200);
    await app.db.query(`update sessions set ${change} where name like 'Ends %'`);
    expect((await visitor.get("/admin")).status).toBe(303);
  });

  test("ends when its person signs out, and when an admin ends it", async () => {
    const [one, two, admin] = [await visit(app, "viewer", "One"), await visit(app, "viewer", "Two"), await visit(app)];
    const out = await one.post("/admin/sign-out");
    expect([out.status, out.headers.getSetCookie()[0]]).toEqual([303, expect.stringContaining("tokenward=;")]);
    expect(out.headers.get("clear-site-data")).toBe('"cache"');
    expect((await one.get("/admin")).status).toBe(303);
    const [row] = await app.db.query<{ id: string }>("select id from sessions where name = 'Two'");
    expect((await admin.post(`/admin/sessions/${row!.id}/end`)).status).toBe(303);
    expect((await two.get("/admin")).status).toBe(303);
    const events = await app.db.query<{ actor: string; action: string }>(
      "select actor, action from audit_events where action = 'session.ended'",
    );
    expect(events).toEqual(
      expect.arrayContaining([
        { actor: "admin:One", action: "session.ended" },
        { actor: "admin:Grace", action: "session.ended" },
      ]),
    );
  });
});

describe("where somebody is signed in", () => {
  const idsOf = async (name: string): Promise<string[]> =>
    (await app.db.query<{ id: string }>("select id from sessions where name = $1 order by started_at", [name])).map(({ id }) => id);

  test.each(ROLES)("a %s sees and ends themselves, and of nobody else", async (role) => {
    const name = `Own ${role}`;
    const [left, here, other] = [await visit(app, role, name), await visit(app, role, name), await visit(app, "viewer", `Not ${name}`)];
    const [first, second] = await idsOf(name);
    const [others] = await idsOf(`Not ${name}`);
    const html = await (await here.get("/admin/own-sessions")).text();
    expect([first!, second!, others!].map((id) => html.includes(`/admin/own-sessions/${id}/end`))).toEqual([true, false, false]);
    expect((await here.post(`/admin/own-sessions/${others!}/end`)).status).toBe(404);
    expect((await other.get("/admin")).status).toBe(200);
    expect((await here.post(`/admin/own-sessions/${first!}/end`)).status).toBe(303);
    expect([(await left.get("/admin")).status, (await here.get("/admin")).status]).toEqual([303, 200]);
    const ended = "select detail::jsonb from audit_events where action = 'session.ended' and actor = $1";
    expect(await app.db.query(ended, [`admin:${name}`])).toEqual([{ detail: { of: name } }]);
  });
});

describe("a form", () => {
  test("is refused without its session's key, with another session's, and from another site", async () => {
    const [mine, other] = [await visit(app), await visit(app)];
    const key = /name="key" value="(?<key>[0-9a-f]+)"/u.exec(await (await other.get("/admin")).text())!.groups!["key"]!;
    expect((await mine.post("/admin/sign-out", { key: "" })).status).toBe(403);
    expect((await mine.post("/admin/sign-out", { key })).status).toBe(403);
    expect((await mine.post("/admin/sign-out", {}, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await mine.post("/admin/sign-out", {}, { origin: "https://evil.example" })).status).toBe(403);
    expect((await mine.get("/admin")).status).toBe(200);
  });

  test("is refused to a role that may not, in words that name who may", async () => {
    const viewer = await visit(app, "viewer");
    const refused = await viewer.get("/admin/sessions");
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("Your role is viewer; this is for: admin")]);
  });
});

describe("every page", () => {
  test("forbids scripts and styles that are not ours, frames, and being kept", async () => {
    const { headers } = await (await visit(app)).get("/admin");
    const policy = headers.get("content-security-policy")!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/u);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-frame-options")).toBe("DENY");
  });

  test("comes with a style and a script that may be kept for ever", async () => {
    const text = await (await fetch(`${app.url}/admin/sign-in`)).text();
    const [style, script] = [/href="(\/admin\/assets\/[^"]+)"/u.exec(text)![1]!, /src="(\/admin\/assets\/[^"]+)"/u.exec(text)![1]!];
    for (const [address, type] of [
      [style, "text/css"],
      [script, "text/javascript"],
    ]) {
      const { headers, status } = await fetch(app.url + address!);
      expect([status, headers.get("content-type")]).toEqual([200, expect.stringContaining(type!)]);
      expect(headers.get("cache-control")).toContain("immutable");
    }
    expect((await fetch(`${app.url}/admin/assets/%2e%2e/dashboard.ts`, { redirect: "manual" })).status).toBe(404);
  });

  test("that does not exist says so, and one that fails tells nothing of why", async () => {
    const lost = await fetch(`${app.url}/admin/no-such-page`);
    expect([lost.status, lost.headers.get("content-type")]).toEqual([404, expect.stringContaining("text/html")]);
  });
});

test.each([
  ["https://evil.example/", "/admin"],
  ["//evil.example/admin", "/admin"],
  ["/admin/../evil", "/admin"],
  ["/admin\\evil", "/admin"],
  ["/administrator", "/admin"],
  ["/admin/sign-out", "/admin"],
  ["/admin/sessions?x=1", "/admin/sessions?x=1"],
])("after signing in, nobody is sent from %s to anywhere but our own pages", async (asked, expected) => {
  const link = `${await signInLink(app)}?to=${encodeURIComponent(asked)}`;
  const answer = await fetch(link, { method: "POST", headers: OWN(), redirect: "manual" });
  expect(answer.headers.get("location")).toBe(expected);
});
