import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { type Visit, visit } from "../../helpers/dashboard.ts";

let app: App;
let visitor: Visit;
beforeAll(async () => {
  app = await startApp();
  visitor = await visit(app);
});

/** The language that a page says it is in. */
async function languageOf(path: string, headers: Readonly<Record<string, string>>): Promise<string | undefined> {
  const page = await (await fetch(app.url + path, { headers: { cookie: visitor.cookie, ...headers } })).text();
  return /<html lang="(?<language>[^"]+)" dir="(?:ltr|rtl)"/u.exec(page)?.groups?.["language"];
}

/** Chooses, and says where that leads and what the browser keeps. */
async function choose(language: string, from = "/admin/health?x=1"): Promise<{ to: string | null; cookie: string }> {
  const answer = await visitor.post("/admin/language", { language }, { referer: app.url + from });
  expect(answer.status).toBe(303);
  return { to: answer.headers.get("location"), cookie: answer.headers.getSetCookie()[0]!.split(";")[0]! };
}

test("pages are in the first language that the browser asks for and that there is", async () => {
  expect(await languageOf("/admin", { "accept-language": "tlh, de-CH;q=0.8, en;q=0.5" })).toBe("de");
  expect(await languageOf("/admin", { "accept-language": "tlh" })).toBe("en");
  expect(await languageOf("/admin/no-such-page", { "accept-language": "de" })).toBe("de");
});

test("a language that was chosen goes before what the browser asks for, until the choice is taken back", async () => {
  const { cookie, to } = await choose("de");
  expect([to, cookie]).toEqual(["/admin/health?x=1", "tokenward-language=de"]);
  const headers = { "accept-language": "en", cookie: `${visitor.cookie}; ${cookie}` };
  expect(await languageOf("/admin", headers)).toBe("de");
  const back = await choose("");
  expect(back.cookie).toBe("tokenward-language=");
});

test("a language can be chosen before signing in, and the page stays", async () => {
  const own = { "sec-fetch-site": "same-origin", origin: app.url };
  for (const path of ["/admin/sign-in?to=%2Fadmin%2Faudit", "/admin/sign-in/link/some-secret"]) {
    const answer = await fetch(`${app.url}/admin/language`, {
      method: "POST",
      headers: { ...own, referer: app.url + path },
      body: new URLSearchParams({ language: "de" }),
      redirect: "manual",
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, path]);
  }
});

test("a choice leads to no page of another site, and none of another site makes it", async () => {
  expect((await choose("de", "//evil.example/admin")).to).toBe("/admin");
  const foreign = await visitor.post("/admin/language", { language: "de" }, { origin: "https://evil.example" });
  const keyless = await visitor.post("/admin/language", { language: "de", key: "" });
  expect([foreign.status, keyless.status]).toEqual([403, 403]);
});

test("a language that there is not is refused, and a cookie that names one is nothing", async () => {
  expect((await visitor.post("/admin/language", { language: "tlh" })).status).toBe(400);
  const headers = { "accept-language": "de", cookie: `${visitor.cookie}; tokenward-language=tlh` };
  expect(await languageOf("/admin", headers)).toBe("de");
});
