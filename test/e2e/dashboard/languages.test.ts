import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { accessibilityFaults, installedChromium, openBrowser } from "../../helpers/browser.ts";
import { visit } from "../../helpers/dashboard.ts";
import { everyPage, furnish } from "../../helpers/every-page.ts";
import { describeWith } from "../../helpers/skip.ts";

const SHOTS = process.env["SCREENSHOTS"];
const WIDTHS = [360, 1440];

describeWith(installedChromium(), "the languages", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  let addresses: readonly string[];
  beforeAll(async () => {
    app = await startApp();
    open = await openBrowser(chromium);
    const admin = await visit(app);
    await furnish(app, admin);
    addresses = (await everyPage(app, { cookie: admin.cookie })).map(({ address }) => address);
  });

  /** Signs in without a page, whose words would depend on the language. */
  async function enter(context: BrowserContext): Promise<void> {
    const [name, value] = (await visit(app)).cookie.split("=") as [string, string];
    await context.addCookies([{ name, value, url: app.url }]);
  }
  const speaks = async (page: Page, language: string): Promise<void> => await page.locator(`html[lang="${language}"]`).waitFor();

  test.each([true, false])("are chosen in the menu, with JavaScript (%s) or without, and the page stays", async (javaScriptEnabled) => {
    const { context, page } = await open({ javaScriptEnabled, locale: "fr-CA" });
    await enter(context);
    await page.goto(`${app.url}/admin/figures?range=30d`);
    await speaks(page, "fr");
    await page.locator(".menu > summary:visible").click();
    await page.getByRole("button", { name: "Deutsch" }).click();
    await speaks(page, "de");
    expect([new URL(page.url()).search, await page.getByRole("heading", { level: 1 }).textContent()]).toEqual(["?range=30d", "Zahlen"]);
    await page.goto(`${app.url}/admin/sessions`);
    await speaks(page, "de");
    await page.locator(".menu > summary:visible").click();
    await page.getByRole("button", { name: "Wie der Browser" }).click();
    await speaks(page, "fr");
  });

  test.each([
    ["he", "rtl"],
    ["de", "ltr"],
  ])(
    "in %s, every page runs from its side, and nothing is wider than the window",
    async (language, direction) => {
      const { context, page } = await open();
      await enter(context);
      await context.addCookies([{ name: "tokenward-language", value: language, url: app.url }]);
      for (const address of addresses) {
        await page.goto(app.url + address);
        expect(await page.evaluate("getComputedStyle(document.body).direction"), address).toBe(direction);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          const name = address.replaceAll(/[0-9a-f]{8}-[0-9a-f-]+/gu, "ID").replaceAll(/[^a-zA-Z]+/gu, "_");
          if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${language}-${width}${name}.png`, fullPage: true });
          expect(await page.evaluate("document.documentElement.scrollWidth"), `${address} at ${width} px`).toBeLessThanOrEqual(width);
        }
        if (language === "he" && /incidents\/./u.test(address)) expect(await accessibilityFaults(page)).toEqual([]);
      }
    },
    300_000,
  );
});
