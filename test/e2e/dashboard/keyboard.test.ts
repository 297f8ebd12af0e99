import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { installedChromium, openBrowser } from "../../helpers/browser.ts";
import { signIn, signInLink } from "../../helpers/dashboard.ts";
import { addressesOf, type Furnished, furnish } from "../../helpers/furnished.ts";
import { PAGES } from "../../helpers/screens.ts";
import { describeWith } from "../../helpers/skip.ts";

const FOCUSED = `(() => {
  const at = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const name = (at.labels?.[0] ?? at).textContent.trim();
  return { tag: at.tagName, name, seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2, inside: box.width > 0 && box.height > 0 };
})()`;

interface Focused {
  readonly tag: string;
  readonly name: string;
  readonly seen: boolean;
  readonly inside: boolean;
}

describeWith(installedChromium(), "by keyboard alone", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  let furnished: Furnished;
  beforeAll(async () => {
    app = await startApp();
    furnished = await furnish(app);
    open = await openBrowser(chromium);
  });

  /** Presses Tab until what is focused is called so; every stop on the way can be seen. */
  async function tabTo(page: Page, wanted: RegExp): Promise<void> {
    for (let presses = 0; presses < 150; presses += 1) {
      await page.keyboard.press("Tab");
      const { inside, name, seen, tag } = await page.evaluate<Focused>(FOCUSED);
      // Behind the last stop lies the browser's own bar.
      if (tag === "BODY") continue;
      expect([seen, inside], `${tag} on ${page.url()}`).toEqual([true, true]);
      if (wanted.test(`${tag.toLowerCase()} ${name}`)) return;
    }
    throw new Error(`no Tab leads to ${String(wanted)} on ${page.url()}`);
  }

  test("by keyboard alone, a responder comes in, past the bar, to an incident, closes it, and gets out", { timeout: 300_000 }, async () => {
    const { page } = await open({ javaScriptEnabled: true });
    await page.goto(await signInLink(app, "responder", "Keys"));
    await tabTo(page, /^button Sign in/u);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/admin$/u);
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toContain("Skip to the content");
    await page.keyboard.press("Enter");
    await tabTo(page, /^a tokenward-/u);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/admin\/incidents\/[0-9a-f-]{36}$/u);
    await tabTo(page, /^(?:input|textarea) Reason/u);
    await page.keyboard.type("done by keys");
    await tabTo(page, /^select Close as/u);
    await page.keyboard.press("f");
    await tabTo(page, /^button Close/u);
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("The incident is closed.").waitFor();
    await tabTo(page, /^summary More/u);
    await page.keyboard.press("Enter");
    await tabTo(page, /^a Bulk jobs/u);
    await page.keyboard.press("Escape");
    expect(await page.locator(".more").getAttribute("open")).toBeNull();
    await page.keyboard.press("Enter");
    await tabTo(page, /^a Health/u);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/admin\/health$/u);
  });

  test("Tab goes round every screen and is caught by none", { timeout: 600_000 }, async () => {
    const { page } = await open();
    await signIn(page, app);
    for (const address of PAGES.map(({ path }) => addressesOf(path, furnished)[0]!)) {
      await page.goto(app.url + address);
      const count = await page.locator("a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary").count();
      let rounds = 0;
      for (let presses = 0; presses < count + 20 && rounds === 0; presses += 1) {
        await page.keyboard.press("Tab");
        if (
          (await page.evaluate<boolean>("document.activeElement === document.body || document.activeElement.className === 'skip'")) &&
          presses > 0
        )
          rounds += 1;
      }
      expect(rounds, address).toBe(1);
    }
  });
});
