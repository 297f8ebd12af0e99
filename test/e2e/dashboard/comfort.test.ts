import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { installedChromium, openBrowser } from "../../helpers/browser.ts";
import { signIn } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";
import { describeWith } from "../../helpers/skip.ts";

describeWith(installedChromium(), "what a script adds to a page", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  let incident: string;
  beforeAll(async () => {
    app = await startApp();
    open = await openBrowser(chromium);
    ({ incident } = await leak(app));
  });

  test("suggestions go on from the words that were typed", async () => {
    const { page } = await open();
    await signIn(page, app, "responder");
    await page.goto(`${app.url}/admin/incidents`);
    const suggested = () => page.locator("#terms option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
    expect(await suggested()).toContain("age:<7d");
    await page.locator("#q").pressSequentially("state:revoked occ");
    expect(await suggested()).toContain("state:revoked occurrences:>5");
  });

  test("what is not understood of a search is selected, so that typing replaces it", async () => {
    const { page } = await open();
    await signIn(page, app, "responder");
    await page.goto(`${app.url}/admin/incidents?q=${encodeURIComponent("state:revoked age:soon")}`);
    expect(await page.getByRole("alert").textContent()).toContain("age:soon");
    await page.keyboard.type("age:<7d");
    expect(await page.locator("#q").inputValue()).toBe("state:revoked age:<7d");
  });

  test("a button copies the fingerprint, and nothing of the token", async () => {
    const { page } = await open({ permissions: ["clipboard-read", "clipboard-write"] });
    await signIn(page, app, "responder");
    await page.goto(`${app.url}/admin/incidents/${incident}`);
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const { fingerprint } = (await app.get(`/api/incidents/${incident}`)).body;
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(fingerprint);
  });
});
