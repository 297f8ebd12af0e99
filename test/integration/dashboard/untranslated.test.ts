import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { App } from "../../helpers/app.ts";
import type { Visit } from "../../helpers/dashboard.ts";
import { englishIn } from "../../helpers/visible-text.ts";

// A language that says everything in English between brackets; what Intl writes is Japanese, so that it is no English either.
vi.resetModules();
vi.doMock("../../../src/dashboard/words/ja.ts", async () => {
  const { en } = await import("../../../src/dashboard/words/en.ts");
  const messages = Object.fromEntries(Object.entries(en.messages).map(([key, message]) => [key, `⟦${message}⟧`]));
  return { ja: { language: "ja", dir: "ltr", messages } };
});
const { startApp } = await import("../../helpers/app.ts");
const { visit } = await import("../../helpers/dashboard.ts");
const { everyPage, furnish } = await import("../../helpers/every-page.ts");
afterAll(() => {
  vi.doUnmock("../../../src/dashboard/words/ja.ts");
  vi.resetModules();
});

const HEADERS = { "accept-language": "ja" };

let app: App;
let admin: Visit;
beforeAll(async () => {
  app = await startApp();
  admin = await visit(app);
  await furnish(app, admin);
});

test("no page that links lead to says anything that is in no catalogue", async () => {
  const pages = await everyPage(app, { cookie: admin.cookie, ...HEADERS });
  const expected = ["/admin", "/admin/setup", "/admin/figures"];
  const withId = ["incidents", "notices", "deliveries", "bulk", "endpoints"].map((name) => `/admin/${name}/:id`);
  expect(pages.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...expected, ...withId]));
  const found = pages.map(({ html, kind }) => [kind, englishIn(html)] as const);
  expect(found.filter(([, english]) => english.length > 0)).toEqual([]);
});

test.each([
  ["of one who is not signed in", "/admin/sign-in", ""],
  ["behind a link to sign in", "/admin/sign-in/link/x", ""],
  ["that is not there", "/admin/no-such-page", null],
  ["of a search that is not understood", "/admin/incidents?q=nonsense", null],
  ["of a search that finds nothing", "/admin/incidents?q=state:received", null],
])("a page %s says nothing that is in no catalogue", async (_which, address, cookie) => {
  const answer = await fetch(app.url + address, { headers: { cookie: cookie ?? admin.cookie, ...HEADERS } });
  expect(englishIn(await answer.text())).toEqual([]);
});

test.each<[string, string, Record<string, string>]>([
  ["of what was pasted", "/admin/check", { text: "nothing" }],
  ["that verifies the trail", "/admin/audit/verify", {}],
  ["of what was tried again", "/admin/dead-letters/replay", { kind: "", error: "", since: "" }],
  ["of a form without what it needs", "/admin/bulk", { act: "close", q: "", ids: "", reason: "", hold: "no" }],
  ["of a form that holds what it must not", "/admin/bulk", { act: "jump" }],
  ["of the checklist", "/admin/setup/look", {}],
  ["of what somebody else sent", "/admin/sign-out", { key: "" }],
])("a page %s says nothing that is in no catalogue", async (_which, address, form) => {
  expect(englishIn(await (await admin.post(address, form, HEADERS)).text())).toEqual([]);
});
