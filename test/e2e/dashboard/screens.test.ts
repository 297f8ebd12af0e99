import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { accessibilityFaults, installedChromium, openBrowser } from "../../helpers/browser.ts";
import { signIn } from "../../helpers/dashboard.ts";
import { addressesOf, type Furnished, furnish } from "../../helpers/furnished.ts";
import { PAGES } from "../../helpers/screens.ts";
import { describeWith } from "../../helpers/skip.ts";

describeWith(installedChromium(), "every screen in a browser", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  let furnished: Furnished;
  beforeAll(async () => {
    app = await startApp();
    furnished = await furnish(app);
    open = await openBrowser(chromium);
  });

  test.each([
    ["light", 1280],
    ["dark", 360],
  ] as const)(
    "is without faults in %s colours at %i px, fits the window, and runs nothing that others wrote",
    { timeout: 600_000 },
    async (colorScheme, width) => {
      const { page } = await open({ colorScheme, viewport: { width, height: 800 } });
      await signIn(page, app);
      for (const address of PAGES.flatMap(({ path }) => addressesOf(path, furnished))) {
        await page.goto(app.url + address);
        expect(await page.locator("iframe:not([title])").count(), address).toBe(0);
        // A mail in a frame runs no scripts, and so not the one that looks for faults either; it is looked at by itself.
        await page.evaluate("for (const frame of document.querySelectorAll('iframe')) frame.remove()");
        expect(await accessibilityFaults(page), address).toEqual([]);
        expect(await page.evaluate<boolean>("document.documentElement.scrollWidth"), address).toBeLessThanOrEqual(width);
        expect(await page.title(), address).not.toBe("hacked");
        // 400 % of 1280 pixels (WCAG 2.2, 1.4.10).
        await page.setViewportSize({ width: 320, height: 256 });
        expect(await page.evaluate<boolean>("document.documentElement.scrollWidth"), address).toBeLessThanOrEqual(320);
        await page.setViewportSize({ width, height: 800 });
      }
    },
  );
});
