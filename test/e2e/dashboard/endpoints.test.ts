import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { accessibilityFaults, installedChromium, openBrowser } from "../../helpers/browser.ts";
import { goTo, signIn } from "../../helpers/dashboard.ts";
import { describeWith } from "../../helpers/skip.ts";

const HOSTILE = '<img src=x onerror=alert(1)> \u202E"SIEM"';

describeWith(installedChromium(), "endpoints", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    app = await startApp();
    open = await openBrowser(chromium);
  });

  test("are added, tested, switched off and deleted without a script; the secret is shown once, the address never", async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await signIn(page, app);
    await goTo(page, "Endpoints");
    await page.getByLabel("Address").fill("https://siem.example.com/secret-path");
    await page.getByLabel("Description").fill(HOSTILE);
    await page.getByRole("checkbox", { name: /leak\.revoked/u }).check();
    await page.getByRole("button", { name: "Add" }).click();
    expect(await page.locator("code").first().textContent()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/u);
    await page.getByRole("link", { name: "I have kept it" }).click();
    expect(await page.content()).not.toMatch(/whsec_|secret-path/u);
    expect(await page.getByRole("heading", { level: 2 }).first().textContent()).toBe('<img src=x onerror=alert(1)> "SIEM"');

    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText("A test message is on its way.").waitFor();
    expect(await page.getByRole("rowheader", { name: "endpoint.test" }).count()).toBe(1);
    await page.getByRole("button", { name: "Switch off" }).click();
    await page.getByText("a person switched it off").waitFor();
    expect(await page.getByRole("button", { name: "Send a test" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByText("Nobody is told yet.").waitFor();
  });

  test("cannot be seen or added by a viewer", async () => {
    const { page } = await open();
    await signIn(page, app, "viewer");
    expect(await page.getByRole("link", { name: "Endpoints" }).count()).toBe(0);
    expect((await page.goto(`${app.url}/admin/endpoints`))?.status()).toBe(403);
  });

  test.each([
    ["light", 1_280],
    ["dark", 360],
  ] as const)("have pages without faults in %s colours, %i pixels wide", async (colorScheme, width) => {
    const { page } = await open({ colorScheme, viewport: { width, height: 800 } });
    await signIn(page, app);
    await page.goto(`${app.url}/admin/endpoints`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel("Address").fill("https://siem.example.com/x");
    await page.getByLabel("Description").fill("SIEM");
    await page.getByRole("checkbox").first().check();
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByRole("link", { name: "I have kept it" }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
  });

  test.each([
    ["light", 1_280, "revoked", "English"],
    ["dark", 360, "many", "עברית"],
  ] as const)("samples of mails are shown in %s colours, %i pixels wide, with their own style and nothing else", async (...given) => {
    const [colorScheme, width, template, language] = given;
    const { page } = await open({ colorScheme, javaScriptEnabled: false, viewport: { width, height: 800 } });
    const refused: string[] = [];
    page.on("console", (message) => void (message.type() === "error" && refused.push(message.text())));
    await signIn(page, app, "viewer");
    await goTo(page, "Samples");
    await page.getByLabel("Mail", { exact: true }).selectOption(template);
    await page.getByLabel("Language").selectOption({ label: language });
    await page.getByRole("button", { name: "Show" }).click();
    await page.frameLocator("iframe").locator("main > table").first().waitFor();
    expect(refused).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
    const folder = process.env["MAIL_PICTURES"];
    if (folder !== undefined) {
      await page.locator("iframe").scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${folder}/screen-${width}.png`, fullPage: width > 400 });
    }
  });

  test("the screen of mails has no faults", async () => {
    const { page } = await open();
    await signIn(page, app);
    await page.goto(`${app.url}/admin/mails`);
    // Nothing runs in the frame, and what looks for faults would wait for it; the mail is a document of its own.
    await page.getByTitle("As mail programs show it").evaluate((frame) => frame.remove());
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
