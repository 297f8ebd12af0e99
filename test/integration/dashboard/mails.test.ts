import { beforeAll, expect, it } from "vitest";
import { CATALOGUES } from "../../../src/notices/catalogue.ts";
import { NOTICE_TEMPLATES } from "../../../src/notices/render.ts";
import { type App, startApp } from "../../helpers/app.ts";
import { type Visit, visit } from "../../helpers/dashboard.ts";

const BAD = "eve+<b>@example.com";

let app: App;
let responder: Visit;
beforeAll(async () => {
  app = await startApp({ env: { SUPPORT_ADDRESS: "help@example.org", PRODUCT_NAME: "Analytical" } });
  responder = await visit(app, "responder");
  await app.db.query("insert into mail_addresses (address, bad_since, bad_reason) values ($1, now(), 'bounced: <i>550 5.1.1</i>')", [BAD]);
});

it("every mail is shown in every language, in the name of this installation, under a policy that lets it do nothing", async () => {
  for (const template of NOTICE_TEMPLATES) {
    for (const { dir, language } of CATALOGUES) {
      const query = new URLSearchParams({ template, locale: language });
      const framed = await responder.get(`/admin/mails/sample?${query}`);
      const policy = framed.headers.get("content-security-policy")!;
      expect([framed.status, framed.headers.get("x-frame-options")]).toEqual([200, "SAMEORIGIN"]);
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'unsafe-hashes' 'sha256-\S+' 'sha256-\S+'; base-uri 'none'; form-action 'none';/u,
      );
      expect(policy).toMatch(/frame-ancestors 'self'; sandbox$/u);
      const html = await framed.text();
      expect(html).toContain(`<html lang="${language}" dir="${dir}">`);
      expect(html).toContain("Analytical");
    }
  }
  const page = await (await responder.get("/admin/mails?template=suspended&locale=he")).text();
  expect(page).toContain('src="/admin/mails/sample?template=suspended&amp;locale=he" sandbox');
  expect(page).toMatch(/<pre lang="he" dir="rtl"/u);
});

it("a mail or a language that there is none of is refused with what there is", async () => {
  const answer = await responder.get("/admin/mails?template=<script>&locale=en");
  expect(answer.status).toBe(400);
  expect(await answer.text()).not.toContain("<script>");
});

it("who gets no mail is there with the reason; a responder lifts it, with a reason for the trail", async () => {
  const listed = await (await responder.get("/admin/mails")).text();
  expect(listed).toContain("eve+&lt;b>@example.com");
  expect(listed).toContain("bounced: &lt;i>550 5.1.1&lt;/i>");
  expect((await responder.post("/admin/mails/release", { address: BAD })).status).toBe(400);
  const done = await responder.post("/admin/mails/release", { address: BAD, reason: "mailbox is back" });
  expect([done.status, done.headers.get("location")]).toEqual([303, "/admin/mails?done=address_released"]);
  expect(await (await responder.get("/admin/mails")).text()).not.toContain("eve+");
  expect((await responder.post("/admin/mails/release", { address: BAD, reason: "again" })).status).toBe(404);
  const [event] = await app.db.query("select actor, detail::json->>'reason' as reason from audit_events where action = 'address.released'");
  expect(event).toEqual({ actor: "admin:Grace", reason: "mailbox is back" });
});

it("a viewer sees both and lifts nothing", async () => {
  await app.db.query("update mail_addresses set bad_since = now() where address = $1", [BAD]);
  const viewer = await visit(app, "viewer");
  const page = await (await viewer.get("/admin/mails")).text();
  expect(page).toContain("eve+");
  expect(page).not.toContain("/admin/mails/release");
  expect((await viewer.post("/admin/mails/release", { address: BAD, reason: "because" })).status).toBe(403);
});
