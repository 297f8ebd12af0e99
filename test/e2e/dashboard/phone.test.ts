import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { CATALOGUES } from "../../../src/dashboard/words/words.ts";
import { type App, startApp } from "../../helpers/app.ts";
import { accessibilityFaults, installedChromium, openBrowser } from "../../helpers/browser.ts";
import { goTo, signIn, visit } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";
import { describeWith } from "../../helpers/skip.ts";

const PHONE = { width: 360, height: 740 };

describeWith(installedChromium(), "on a phone", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  let incident: string;
  beforeAll(async () => {
    app = await startApp();
    ({ incident } = await leak(app, { token: { name: "lost one", owner: { name: "Ada", email: "lost@example.com" } } }));
    for (const name of ["another", "a third"]) await leak(app, { token: { name } });
    // Nothing revokes it by itself.
    await app.db.query("delete from obligations");
    await app.db.query("update incidents set state = 'closed'");
    open = await openBrowser(chromium);
  });

  const isInSight = async (page: Page, name: string): Promise<boolean> => {
    const box = await page.getByLabel(name, { exact: true }).boundingBox();
    return box !== null && box.y >= 0 && box.y + box.height <= PHONE.height;
  };

  test.each([true, false])("a responder finds one token and revokes it, with JavaScript (%s) or without", async (javaScriptEnabled) => {
    await app.post(`/api/incidents/${incident}/reopen`, { reason: "made for a test" });
    const { page } = await open({ viewport: PHONE, javaScriptEnabled });
    await signIn(page, app, "responder");
    await goTo(page, "Incidents");
    expect(await isInSight(page, "Search")).toBe(true);
    expect(await page.getByLabel("State", { exact: true }).isVisible()).toBe(false);
    await page.getByLabel("Search", { exact: true }).fill("owner:lost@example.com");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL(/lost/u);
    const found = page.getByRole("link", { name: /^tokenward-/u });
    expect([await found.count(), (await found.boundingBox())!.y < PHONE.height]).toEqual([1, true]);
    await found.click();
    // What is done stands before all that is known.
    const [reason, facts] = [page.getByLabel("Reason", { exact: true }), page.getByRole("heading", { name: "The token", exact: true })];
    expect((await reason.boundingBox())!.y).toBeLessThan((await facts.boundingBox())!.y);
    await reason.fill("seen on a wall");
    await page.getByRole("button", { name: "Revoke", exact: true }).click();
    await page.getByRole("status").getByText("Its revocation has begun.").waitFor();
    await app.db.query("delete from obligations");
    await app.db.query("update incidents set state = 'closed' where id = $1", [incident]);
  });

  test("menus that narrow a list are folded away, are in sight while they do, and on a wide screen always", async () => {
    const { page } = await open({ viewport: PHONE, javaScriptEnabled: false });
    await signIn(page, app, "viewer");
    await page.goto(`${app.url}/admin/incidents`);
    await page.getByText("Narrow it by menus").click();
    await page.getByLabel("State", { exact: true }).selectOption("closed");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL(/state%3Aclosed/u);
    expect(await page.getByLabel("State", { exact: true }).isVisible()).toBe(true);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${app.url}/admin/incidents`);
    expect(await page.getByLabel("State", { exact: true }).isVisible()).toBe(true);
    expect(await page.getByText("Narrow it by menus").isVisible()).toBe(false);
  });

  test("the menu holds everything: every screen, the language, the colours and leaving", async () => {
    const { page } = await open({ viewport: PHONE, javaScriptEnabled: false, colorScheme: "dark" });
    await signIn(page, app);
    await page.goto(`${app.url}/admin/health`);
    await page.locator("header summary").first().click();
    const bar = page.locator("nav.bar");
    for (const name of ["Needs a person", "Incidents", "Check tokens", "Bulk jobs", "Health", "Sessions"]) {
      expect(await bar.getByRole("link", { name, exact: true }).isVisible(), name).toBe(true);
    }
    await bar.getByRole("button", { name: /^Colours/u }).click();
    await page.locator('html[data-theme="dark"]').waitFor();
    await page.locator("header summary").first().click();
    await bar.locator(".menu > summary").click();
    await bar.getByRole("button", { name: "Deutsch" }).click();
    await page.locator('html[lang="de"]').waitFor();
    await page.locator("header summary").first().click();
    await bar.getByRole("button", { name: "Abmelden" }).click();
    await page.waitForURL(/sign-in/u);
  });

  test.each(CATALOGUES.map(({ language }) => language))("in %s the bar is one row, and open or closed without faults", async (language) => {
    const { context, page } = await open({ viewport: PHONE });
    const [name, value] = (await visit(app, "admin", "Grace")).cookie.split("=") as [string, string];
    const cookies = { "tokenward-language": language, [name]: value };
    await context.addCookies(Object.entries(cookies).map(([one, text]) => ({ name: one, value: text, url: app.url })));
    await page.goto(`${app.url}/admin/incidents/${incident}`);
    for (const width of [320, 360, 768]) {
      await page.setViewportSize({ width, height: 740 });
      expect((await page.locator("header").boundingBox())!.height, `${width} px`).toBeLessThan(60);
    }
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator("header summary").first().click();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBeLessThanOrEqual(0);
  });
});
