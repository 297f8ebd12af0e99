import type { BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { accessibilityFaults, installedChromium, openBrowser } from "../../helpers/browser.ts";
import { goTo, signIn } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";
import { describeWith } from "../../helpers/skip.ts";
import { until } from "../../helpers/until.ts";

const ATTACK = `<img src=x onerror="document.title='hacked'">`;

describeWith(installedChromium(), "incidents in a browser", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  let revoked: Awaited<ReturnType<typeof leak>>;
  beforeAll(async () => {
    app = await startApp({ role: "all" });
    open = await openBrowser(chromium);
    revoked = await leak(app, { token: { name: ATTACK, owner: { name: ATTACK, email: "eve@example.com" } } });
    await until("its owner was told", async () => (await app.get(`/api/incidents/${revoked.incident}`)).body["notified_at"], {
      withinMs: 60_000,
    });
    await giveUp();
  });

  /** An event that nobody fetches any more. */
  async function giveUp(): Promise<void> {
    await app.db.query(
      `insert into obligations (id, kind, delivery_id, attempts, dead_at, last_error) values (gen_random_uuid(), 'fetch', gen_random_uuid(), 150, now(), $1)`,
      [ATTACK],
    );
  }

  /** Every screen that shows what somebody else wrote. */
  async function screens(): Promise<string[]> {
    const [delivery] = await app.db.query<{ id: string }>("select delivery_id as id from occurrences where incident_id = $1", [
      revoked.incident,
    ]);
    const [notice] = await app.db.query<{ id: string }>("select id from notices where incident_id = $1", [revoked.incident]);
    return [
      "/admin",
      "/admin/incidents",
      `/admin/incidents/${revoked.incident}`,
      "/admin/audit",
      "/admin/check",
      "/admin/deliveries",
      `/admin/deliveries/${delivery!.id}`,
      "/admin/notices",
      `/admin/notices/${notice!.id}`,
      "/admin/dead-letters",
      "/admin/figures",
    ];
  }

  /** An incident that waits for a person. */
  async function waiting(name: string): Promise<string> {
    const { incident } = await leak(app, { token: { name, owner: { name: "Ada", email: `${name}@example.com` } } });
    await until("its owner was told", async () => (await app.get(`/api/incidents/${incident}`)).body["notified_at"], { withinMs: 60_000 });
    await app.post(`/api/incidents/${incident}/close`, { reason: "made for a test" });
    await app.post(`/api/incidents/${incident}/reopen`, { reason: "the owner asks" });
    return incident;
  }

  const act = async (page: Page, name: string, reason: string): Promise<void> => {
    await page.getByLabel("Reason").fill(reason);
    await page.getByRole("button", { name, exact: true }).click();
  };

  test.each<[string, BrowserContextOptions]>([
    ["on a wide screen", { viewport: { width: 1440, height: 900 } }],
    ["on a phone without JavaScript", { viewport: { width: 360, height: 740 }, javaScriptEnabled: false }],
  ])("a responder finds what needs a person, restores, revokes and closes it %s", async (how, options) => {
    const name = `waits-${how.split(" ").at(-1)!}`;
    await waiting(name);
    const { page } = await open(options);
    await signIn(page, app, "responder");
    const row = page.getByRole("row").filter({ hasText: name });
    await row.getByText("reopened: the owner asks").waitFor();
    await row.getByRole("link").click();
    await act(page, "Restore", "it was a fixture");
    await page.getByRole("status").getByText("The token works again.").waitFor();
    await act(page, "Revoke", "it was no fixture");
    await page.getByRole("status").getByText("Its revocation has begun.").waitFor();
    await until("it is revoked", async () => {
      await page.reload();
      return await page.getByRole("button", { name: "Close", exact: true }).isVisible();
    });
    await act(page, "Close", "done with it");
    await page.getByRole("status").getByText("The incident is closed.").waitFor();
    expect(await page.getByText("reason: it was no fixture").count()).toBe(1);
  });

  test("a search is an address, and a menu changes the text of it", async () => {
    const { page } = await open();
    await signIn(page, app, "viewer");
    await page.getByRole("link", { name: "Incidents" }).click();
    // Keys do nothing before the page's script has run.
    await page.waitForURL(/admin\/incidents$/u);
    await page.keyboard.press("/");
    await page.keyboard.type("owner:eve@example.com");
    await page.keyboard.press("Enter");
    await page.waitForURL(/owner%3Aeve/u);
    expect(await page.getByRole("row").count()).toBe(2);
    await page.getByLabel("State").selectOption("closed");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("No incident fits.").waitFor();
    expect(await page.getByLabel("Search", { exact: true }).inputValue()).toBe("state:closed owner:eve@example.com");
    await page.goBack();
    expect(await page.getByRole("row").count()).toBe(2);
  });

  test("what an attacker wrote runs nothing and is nothing but text", async () => {
    const { page } = await open();
    const alarms: string[] = [];
    page.on("console", (message) => void (message.type() === "error" && alarms.push(message.text())));
    page.on("pageerror", (error) => void alarms.push(error.message));
    await signIn(page, app);
    for (const path of await screens()) {
      await page.goto(app.url + path);
      expect(await page.title(), path).not.toBe("hacked");
      expect(await page.locator("img").count(), path).toBe(0);
    }
    await page.goto(`${app.url}/admin/incidents/${revoked.incident}`);
    expect(await page.getByText(ATTACK).count()).toBeGreaterThan(0);
    expect(alarms).toEqual([]);
  });

  test("a mail is sent again at the press of a button, and what was given up is tried again", async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await signIn(page, app, "responder");
    await goTo(page, "Mails");
    await page.getByRole("link", { name: "eve@example.com" }).first().click();
    await page.getByRole("button", { name: "Send again" }).click();
    await page.getByRole("status").getByText("The mail is sent again.").waitFor();
    await until("it was sent twice", async () => {
      const [row] = await app.db.query<{ attempts: number; state: string }>(
        "select attempts, state from notices where incident_id = $1 and template = 'revoked'",
        [revoked.incident],
      );
      return row?.attempts === 2 && row.state === "sent" ? row : null;
    });
    await goTo(page, "Given up");
    await page.getByRole("button", { name: /^Try again: fetch/u }).click();
    await page.getByRole("status").getByText("It is tried again.").waitFor();
  });

  test("a list that is looked at says how much is new, and moves only when it is asked to", async () => {
    const { page } = await open();
    await signIn(page, app, "viewer");
    await page.getByRole("link", { name: "Incidents" }).click();
    const before = await page.getByRole("row").count();
    await leak(app);
    const pill = page.getByRole("link", { name: "1 new" });
    await pill.waitFor();
    expect(await page.getByRole("row").count()).toBe(before);
    await pill.click();
    await until("it is listed", async () => (await page.getByRole("row").count()) === before + 1 || null);
  });

  test("keys move, open, go and search, never while somebody types, and not at all when they are switched off", async () => {
    const { page } = await open();
    await signIn(page, app, "responder");
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await page.waitForURL(/\/admin\/incidents$/u);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    const first = page.getByRole("row").nth(1).getByRole("link").first();
    expect(await page.locator(":focus").getAttribute("href")).toBe(await first.getAttribute("href"));
    await page.keyboard.press("x");
    expect(await page.getByRole("row").nth(1).getByRole("checkbox").isChecked()).toBe(true);
    await page.keyboard.press("/");
    await page.keyboard.type("jkgr?");
    expect(await page.getByLabel("Search", { exact: true }).inputValue()).toBe("jkgr?");
    await first.focus();
    await page.keyboard.press("r");
    await page.waitForURL(/#reason$/u);
    await page.goto(`${app.url}/admin/incidents`);
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keys" });
    await sheet.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel("Single keys do this").uncheck();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    await page.keyboard.press("?");
    await page.keyboard.press("j");
    expect(await page.evaluate("[document.activeElement.tagName, document.querySelector('dialog').open]")).not.toContain(true);
    await page.getByRole("button", { name: "Keys" }).click();
    await page.getByLabel("Single keys do this").check();
  });

  test("a list is taken away as a file, without JavaScript as well", async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await signIn(page, app, "auditor");
    await page.goto(`${app.url}/admin/incidents?q=owner:eve@example.com`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).click()]);
    expect(download.suggestedFilename()).toMatch(/^incidents-.*\.csv$/u);
  });

  test("the chain of the audit trail is verified at the press of a button", async () => {
    const { page } = await open();
    await signIn(page, app, "auditor");
    await goTo(page, "Audit");
    await page.getByRole("button", { name: "Verify the chain" }).click();
    await page.getByText(/^The chain is whole/u).waitFor();
  });

  test.each([
    ["light", 1280],
    ["dark", 360],
  ] as const)(
    "every screen is without faults in %s colours at %i px, and nothing is wider than the window",
    async (colorScheme, width) => {
      await waiting(`faultless-${colorScheme}`);
      const { page } = await open({ colorScheme, viewport: { width, height: 800 } });
      await signIn(page, app);
      await giveUp();
      for (const path of [...(await screens()), "/admin/incidents?q=state:x"]) {
        await page.goto(app.url + path);
        const folder = process.env["SCREENSHOTS"];
        if (folder !== undefined) {
          await page.screenshot({
            path: `${folder}/${path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]+/gu, "ID").replaceAll(/[^a-zA-Z]/gu, "_")}-${colorScheme}-${width}.png`,
            fullPage: true,
          });
        }
        expect(await accessibilityFaults(page), path).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(width);
      }
    },
    300_000,
  );
});
