import { beforeAll, expect, test } from "vitest";
import { may, ROLES } from "../../../src/access/roles.ts";
import { type App, startApp } from "../../helpers/app.ts";
import { type Visit, visit } from "../../helpers/dashboard.ts";
import { ATTACK, addressesOf, type Furnished, furnish } from "../../helpers/furnished.ts";
import { FORMS, PAGES, SCREENS } from "../../helpers/screens.ts";

const LOST = "01900000-0000-7000-8000-000000000000";

let app: App;
let admin: Visit;
let furnished: Furnished;
/** Every page, as an admin sees it without a script, by its address. */
let pages: Map<string, string>;
beforeAll(async () => {
  app = await startApp();
  furnished = await furnish(app);
  admin = await visit(app, "admin", "Grace");
  pages = await read();
});

async function read(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const address of PAGES.flatMap(({ path }) => addressesOf(path, furnished))) {
    const answer = await admin.get(address);
    expect(answer.status, address).toBe(200);
    found.set(address, await answer.text());
  }
  found.set("what was pasted", await (await admin.post("/admin/check", { text: furnished.token })).text());
  return found;
}

test("everything that can be done has a plain form on some page, which carries its session's key: no script is needed", () => {
  const forms = new Set<string>();
  for (const [address, html] of pages) {
    for (const { groups } of html.matchAll(/<form method="post" action="(?<action>[^"]+)"[^>]*>(?<first><[^>]+>)/gu)) {
      expect(groups!["first"], address).toMatch(/^<input type="hidden" name="key" value="[0-9a-f]{64}"\/>$/u);
      forms.add(groups!["action"]!.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, ":id"));
    }
  }
  expect(FORMS.map(({ path }) => path).filter((path) => !forms.has(path))).toEqual([]);
});

test("what an attacker wrote is text on every page", () => {
  const told = Array.from(pages).filter(([, html]) => html.includes("&lt;img"));
  expect(told.length).toBeGreaterThan(12);
  for (const [address, html] of pages) {
    expect(html.includes("<img"), address).toBe(false);
    expect(/(?:href|action|src)="(?!\/admin|#|https:\/\/github\.com|data:,)/u.exec(html)?.[0] ?? "", address).toBe("");
  }
});

test("what an attacker writes into any field of any form comes back as text, if at all", async () => {
  for (const [address, html] of pages) {
    for (const { groups } of html.matchAll(/<form method="(?<method>post|get)" action="(?<action>[^"]+)"[^>]*>(?<body>.*?)<\/form>/gu)) {
      const { action, body, method } = groups as Readonly<Record<"action" | "body" | "method", string>>;
      if (/sign-out|\/(?:delete|end|export)$/u.test(action)) continue;
      const names = Array.from(body.matchAll(/ name="(?<name>[^"]+)"/gu), (field) => field.groups!["name"]!).filter(
        (name) => name !== "key",
      );
      for (const name of new Set(names)) {
        const answer =
          method === "post"
            ? await admin.post(action, { [name]: ATTACK })
            : await admin.get(`${action}?${new URLSearchParams({ [name]: ATTACK })}`);
        expect((await answer.text()).includes("<img"), `${address}: ${name} of ${action}`).toBe(false);
        expect(answer.status, `${address}: ${name} of ${action}`).toBeLessThan(500);
      }
    }
  }
});

test("no form is taken without its session's key, from another site or from nobody, before anything looks at what is in it", async () => {
  const other = { "sec-fetch-site": "same-origin", origin: app.url };
  for (const path of FORMS.map((form) => form.path.replace(":id", LOST))) {
    expect((await admin.post(path, { key: "" })).status, path).toBe(403);
    expect((await admin.post(path, {}, { "sec-fetch-site": "cross-site" })).status, path).toBe(403);
    expect((await admin.post(path, {}, { origin: "https://evil.example" })).status, path).toBe(403);
    const { headers, status } = await fetch(app.url + path, { method: "POST", headers: other, redirect: "manual" });
    expect([status, headers.get("location")], path).toEqual([303, "/admin/sign-in"]);
  }
});

test.each(ROLES)("a %s is shown and may do what the role allows, and nothing else", async (role) => {
  const visitor = await visit(app, role, `One ${role}`);
  for (const { method, path, permission } of SCREENS) {
    const address = path.replace(":id", LOST);
    const { status } = method === "get" ? await visitor.get(address) : await visitor.post(address, { act: "nonsense", as: "nonsense" });
    expect(status === 403, `${method} ${path}`).toBe(!may(role, permission));
  }
});
