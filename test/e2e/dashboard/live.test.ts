import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { installedChromium, openBrowser } from "../../helpers/browser.ts";
import { signIn, visit } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";
import { describeWith } from "../../helpers/skip.ts";
import { until } from "../../helpers/until.ts";

const NEWS = 'data-live="(?<address>[^"]+)"';

describeWith(installedChromium(), "lists that hear of news, in a browser", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  let incident: string;
  beforeAll(async () => {
    app = await startApp();
    ({ incident } = await leak(app));
    await visit(app, "responder", "Somebody");
    open = await openBrowser(chromium);
  });

  const sql = (text: string): Promise<object[]> => app.db.query(text);
  const pill = (page: Page) => page.locator("[data-live] a");
  const lines = (page: Page): Promise<string[]> => page.locator("main table").last().locator("tbody tr").allTextContents();

  /** Something new for each of the lists. */
  const NEW: Readonly<Record<string, () => Promise<unknown>>> = {
    "/admin/incidents": async () => await leak(app),
    "/admin/deliveries": async () => await leak(app),
    "/admin/notices": async () =>
      await sql(`insert into notices (id, incident_id, template, round, recipient_name, recipient_email, locale, message_id, state)
        values (gen_random_uuid(), '${incident}', 'revoked', (select count(*) + 1 from notices), 'Ada', 'ada@example.com', 'en', gen_random_uuid(), 'due')`),
    "/admin/dead-letters": async () =>
      await sql(
        "insert into obligations (id, kind, delivery_id, attempts, dead_at, last_error) values (gen_random_uuid(), 'fetch', gen_random_uuid(), 9, now(), 'gone')",
      ),
    "/admin/bulk": async () => {
      const somebody = await visit(app, "responder", "Somebody");
      await somebody.post("/admin/bulk", { act: "close", ids: incident, q: "", reason: "found", hold: "yes" });
    },
    "/admin/mails": async () =>
      await sql(
        "insert into mail_addresses (address, bad_since, bad_reason) values (gen_random_uuid() || '@example.com', now(), 'bounced')",
      ),
  };

  test.each(Object.keys(NEW))(
    "%s tells in a pill that something is new, moves nothing, and shows it when the pill is pressed",
    async (address) => {
      await NEW[address]!();
      const { page } = await open();
      await signIn(page, app, "responder", "Somebody");
      await page.goto(app.url + address);
      const before = await lines(page);
      expect(await pill(page).isHidden()).toBe(true);
      await NEW[address]!();
      await pill(page).filter({ hasText: "1 new" }).waitFor();
      expect(await lines(page)).toEqual(before);
      await pill(page).click();
      await until("the list is shown anew", async () => (await lines(page)).length === before.length + 1 || null);
      expect(await pill(page).isHidden()).toBe(true);
    },
  );

  test("every list that is narrowed hears of what fits it only", async () => {
    const { page } = await open();
    await signIn(page, app, "responder", "Somebody");
    await page.goto(`${app.url}/admin/deliveries?state=waiting`);
    const { page: all } = await open();
    await signIn(all, app, "responder", "Somebody");
    await all.goto(`${app.url}/admin/deliveries`);
    await leak(app);
    await pill(all).filter({ hasText: "1 new" }).waitFor();
    const address = (await page.locator("[data-live]").getAttribute("data-live"))!;
    expect(await page.evaluate(`fetch(${JSON.stringify(address)}).then((answer) => answer.json())`)).toMatchObject({ count: 0 });
  });

  test("a page that gets no stream asks from time to time", async () => {
    const { page } = await open();
    await signIn(page, app, "responder", "Somebody");
    await page.route("**/admin/live/**", async (route) =>
      (await route.request().headerValue("accept")) === "text/event-stream" ? await route.fulfill({ status: 503 }) : await route.continue(),
    );
    await page.goto(`${app.url}/admin/deliveries`);
    await page.clock.install();
    await leak(app);
    await until("it has asked", async () => {
      await page.clock.runFor(31_000);
      return (await pill(page).isVisible()) || null;
    });
    expect(await pill(page).textContent()).toBe("1 new");
  });

  test("the stream of every list ends with its session", async () => {
    const leaving = await visit(app, "viewer", "Leaving");
    const addresses = await Promise.all(
      Object.keys(NEW).map(async (address) => new RegExp(NEWS, "u").exec(await (await leaving.get(address)).text())!.groups!["address"]!),
    );
    for (const address of addresses) {
      const viewer = await visit(app, "viewer", "Leaving");
      const headers = { cookie: viewer.cookie, accept: "text/event-stream" };
      const stream = await fetch(app.url + address.replaceAll("&amp;", "&"), { headers });
      expect(stream.status, address).toBe(200);
      await sql("delete from sessions where name = 'Leaving'");
      await NEW[address.includes("/incidents") ? "/admin/incidents" : `/admin/${/live\/(?<name>[a-z-]+)/u.exec(address)![1]!}`]!();
      expect(await stream.text(), address).not.toContain("event: news");
    }
  });
});
