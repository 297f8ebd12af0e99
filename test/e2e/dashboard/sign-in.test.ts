import type { BrowserContextOptions } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { accessibilityFaults, installedChromium, openBrowser } from "../../helpers/browser.ts";
import { goTo, signIn, signInLink } from "../../helpers/dashboard.ts";
import { describeWith } from "../../helpers/skip.ts";

describeWith(installedChromium(), "signing in", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    app = await startApp();
    open = await openBrowser(chromium);
  });

  test.each<[string, BrowserContextOptions]>([
    ["on a wide screen", { viewport: { width: 1440, height: 900 } }],
    ["on a phone in the dark", { viewport: { width: 360, height: 740 }, colorScheme: "dark" }],
    ["without JavaScript", { javaScriptEnabled: false }],
  ])("by a link works %s, and signing out ends it", async (_how, options) => {
    const { page } = await open(options);
    await signIn(page, app);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Needs a person");
    await goTo(page, "Sessions");
    expect(await page.getByRole("rowheader", { name: "Grace" }).count()).toBeGreaterThan(0);
    const leave = page.getByRole("button", { name: "Sign out" });
    if (!(await leave.isVisible())) await page.locator(".more > summary").click();
    await leave.click();
    await page.getByText("You are signed out.").waitFor();
    await page.goto(`${app.url}/admin`);
    expect(new URL(page.url()).pathname).toBe("/admin/sign-in");
  });

  test("works with the keyboard alone", async () => {
    const { page } = await open();
    await page.goto(await signInLink(app));
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to the content");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Sign out" }).waitFor();
  });

  test("leaves the colours to the system until they are chosen, and keeps the choice", async () => {
    const { page } = await open({ colorScheme: "light" });
    await signIn(page, app);
    const theme = (): Promise<string | null> => page.locator("html").getAttribute("data-theme");
    const ground = (): Promise<unknown> => page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect([await theme(), await ground()]).toEqual(["auto", "rgb(246, 247, 249)"]);
    await goTo(page, "Sessions");
    await page.getByRole("button", { name: /^Colours/u }).click();
    await page.locator('html[data-theme="dark"]').waitFor();
    expect([new URL(page.url()).pathname, await ground()]).toEqual(["/admin/sessions", "rgb(20, 23, 27)"]);
  });

  test.each(["light", "dark"] as const)("has pages without faults in %s colours", async (colorScheme) => {
    const { page } = await open({ colorScheme });
    await page.goto(`${app.url}/admin/sign-in`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto(await signInLink(app));
    expect(await accessibilityFaults(page)).toEqual([]);
    await signIn(page, app);
    await page.goto(`${app.url}/admin/sessions`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto(`${app.url}/admin/no-such-page`);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
