import { beforeAll, describe, expect, test } from "vitest";
import { PERMISSION_NAMES, rolesThatMay } from "../../../src/access/roles.ts";
import { type App, startApp } from "../../helpers/app.ts";
import { visit } from "../../helpers/dashboard.ts";
import { type Furnished, furnish } from "../../helpers/furnished.ts";

let app: App;
let furnished: Furnished;
beforeAll(async () => {
  app = await startApp();
  furnished = await furnish(app);
});

const noticeOf = (): string => furnished.ids["/admin/notices"]![0]!;

test.each([
  ["/admin/incidents", "Act on this page (2)", "responder and admin"],
  ["/admin/incidents", "as a file", "responder, admin, and auditor"],
  ["/admin/notices", "Try again what failed", "responder and admin"],
  ["/admin/dead-letters", "Try all of these again", "responder and admin"],
])("on %s, who may not press %j sees it off, and whose it is", async (path, label, roles) => {
  const html = await (await (await visit(app, "viewer", "Vera")).get(path)).text();
  const said = html.match(/<button type="button" class="plain" disabled[^>]*>[^<]*<\/button><small>[^<]*/gu) ?? [];
  expect(said.map((one) => one.replaceAll(/<[^>]*>/gu, "|"))).toContain(`|${label}||This is for: ${roles}.`);
});

test("admins see in one list who may do what, and the server goes by the same", async () => {
  const html = await (await (await visit(app, "admin", "Grace")).get("/admin/sessions")).text();
  for (const permission of PERMISSION_NAMES) {
    const row = html.split("<tr").find((one) => one.includes(`<code>${permission}</code>`)) ?? "";
    for (const role of rolesThatMay(permission)) expect(row, permission).toContain(role);
  }
});

describe("looking at what not everybody may know", () => {
  const viewed = async (person: string): Promise<unknown[]> =>
    (
      await app.db.query<{ detail: string }>(
        "select detail from audit_events where action = 'page.viewed' and actor = $1 order by block, position",
        [`admin:${person}`],
      )
    ).map(({ detail }) => JSON.parse(detail) as unknown);

  test("is on record with who looked at which page, of each once an hour", async () => {
    const olga = await visit(app, "admin", "Olga");
    for (const path of [
      "/admin/audit",
      "/admin/settings",
      "/admin/sessions",
      "/admin/mails",
      `/admin/notices/${noticeOf()}`,
      "/admin/audit",
    ]) {
      expect((await olga.get(path)).status, path).toBe(200);
    }
    expect((await olga.post("/admin/check", { text: furnished.token })).status).toBe(200);
    expect(await viewed("Olga")).toEqual([
      { page: "/admin/audit" },
      { page: "/admin/settings" },
      { page: "/admin/sessions" },
      { page: "/admin/mails" },
      { page: "/admin/notices/:id", id: noticeOf() },
      { page: "/admin/check" },
    ]);
  });

  test("that is refused is not, nor is what everybody may see", async () => {
    const vera = await visit(app, "viewer", "Vera");
    for (const path of ["/admin", "/admin/incidents", "/admin/settings", "/admin/health"]) await vera.get(path);
    expect(await viewed("Vera")).toEqual([]);
  });
});

test.each([
  ["/admin/deliveries?state=waiting", /One appears when a source sends something genuine; .+ The last one: <time/u],
  ["/admin/notices?state=folded", /One appears when the owner of a leaked token is to be told\. The last one: <time/u],
])("an empty list says what would be there, when something was last, and offers a test: %s", async (path, said) => {
  const html = await (await (await visit(app, "admin", "Grace")).get(path)).text();
  expect(html).toMatch(said);
  expect(html).toContain("send a test alert");
});
