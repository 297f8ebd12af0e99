import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { accessibilityFaults, installedChromium, openBrowser } from "../../helpers/browser.ts";
import { goTo, signIn, visit } from "../../helpers/dashboard.ts";
import { startFaultProxy } from "../../helpers/fault-proxy.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { launchTokenward, record } from "../../helpers/service.ts";
import { describeWith } from "../../helpers/skip.ts";
import { until } from "../../helpers/until.ts";

const ATTACK = `<img src=x onerror="document.title='hacked'">"'`;
const MANY = 450;

describeWith(installedChromium(), "bulk jobs in a browser", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    const file = join(await temporaryFolder(), "tokenward.json");
    // What is reported is only recorded: everything is left to people.
    await writeFile(file, JSON.stringify({ dry_run: true }));
    app = await startApp({ env: { TOKENWARD_CONFIG: file } });
    open = await openBrowser(chromium);
  });

  /** Leaks tokens under a name of their own; answers their ids. */
  async function leakMany(owner: string, count: number): Promise<string[]> {
    const tokens: { id: string; token: string }[] = [];
    for (let left = count; left > 0; left -= 1) tokens.push(await app.mint({ owner: { name: "Ada", email: owner } }));
    await app.github.send(
      app.hook,
      tokens.map(({ token }) => record(token)),
    );
    return tokens.map(({ id }) => id);
  }

  const worker = (url = app.database.url.reveal("the worker")) =>
    launchTokenward({ DATABASE_URL: url, GITHUB_API_URL: app.github.apiUrl, DATA_DIR: "." }, ["serve", "--role", "worker"]);

  const fill = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  };

  test("two people revoke what fits a search, live, though the worker is killed in the middle; their owners are told by a second pass", async () => {
    await leakMany("many@example.com", MANY);
    const { page } = await open();
    await signIn(page, app, "responder", "Grace");
    await page.goto(`${app.url}/admin/incidents?q=owner:many@example.com`);
    await page.getByRole("button", { name: /^Act on all that fit/u }).click();
    await page.getByText(`${MANY} incidents are picked.`).waitFor();
    await fill(page, { "Refuse more than": "449", Reason: "a breach" });
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByText("it picks 450, more than the 449 that you expect at most; nothing was drafted").waitFor();
    await fill(page, { "Refuse more than": "450" });
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByText("450 will be revoked").first().waitFor();
    await fill(page, { "Type 450 to confirm": "450" });
    await page.getByRole("button", { name: "Ask for approval" }).click();
    await page.getByText("It waits for another person.").waitFor();
    expect(await page.getByRole("button", { name: "Approve, and do it" }).isDisabled()).toBe(true);
    const job = new URL(page.url()).pathname;

    const { page: second } = await open();
    await signIn(second, app, "admin", "Audrey");
    await second.getByRole("link", { name: "A bulk job waits for approval" }).click();
    await second.getByRole("link", { name: "Revoke 450 incidents" }).click();
    await second.getByRole("button", { name: "Approve, and do it" }).click();
    await second.getByText("You approved it, and it has begun.").waitFor();

    await page.goto(app.url + job);
    const proxy = await startFaultProxy(app.database.url.reveal("a proxy before it"));
    let pieces = 0;
    proxy.onMessage = (text) => {
      if (/update bulk_items b set outcome/u.test(text)) pieces += 1;
      return pieces > 1 ? "hold" : "pass";
    };
    const victim = worker(proxy.url);
    await until("its second piece is under way", () => pieces > 1, { withinMs: 60_000 });
    await victim.kill("SIGKILL");
    // The page says so by itself.
    await page.getByRole("link", { name: "not done 250" }).waitFor();
    await app.db.query("update obligations set leased_until = now() where leased_until is not null");

    const healthy = worker();
    await page.getByText("450 of 450").waitFor({ timeout: 60_000 });
    await page.getByRole("link", { name: "done 450" }).waitFor({ timeout: 60_000 });
    const [facts] = await app.db.query(
      `select count(*)::int as incidents, (count(*) filter (where state = 'revoked' and round = 2))::int as once,
         (select count(*)::int from notices) as mails from incidents where owner_email = 'many@example.com'`,
    );
    expect(facts).toEqual({ incidents: MANY, once: MANY, mails: 0 });
    await page.getByRole("button", { name: "Tell their owners" }).click();
    await page.getByText("450 owners will be told").first().waitFor();
    await healthy.kill();
  }, 180_000);

  test("a list is pasted, looked at, begun and cancelled without JavaScript; what is a token is thrown away", async () => {
    const ids = await leakMany("few@example.com", 3);
    const { page } = await open({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    await signIn(page, app, "responder", "Grace");
    await goTo(page, "Bulk jobs");
    const { token } = await app.mint();
    await fill(page, { "Or these, one a line": `${ids[0]!}\n${token}`, Reason: "a list" });
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByText("There was a token in the form").waitFor();
    expect(await page.content()).not.toContain(token);
    await fill(page, { "Or these, one a line": [...ids, ids[0]!, "nobody-knows-this"].join("\n") });
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByText("3 will be revoked").first().waitFor();
    await page.getByText("1 cannot: no incident is known by this identifier").waitFor();
    await page.getByRole("button", { name: "Do it" }).click();
    await page.getByText("It has begun.").waitFor();
    await page.getByText("1 of 4").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("It is cancelled.").waitFor();
  });

  test("is for responders and admins: others see it, with buttons that say why they cannot be pressed, and are refused", async () => {
    const responder = await visit(app, "responder", "Grace");
    await leakMany("roles@example.com", 1);
    const form = { act: "close", q: "owner:roles@example.com", reason: ATTACK, hold: "yes" };
    const job = (await responder.post("/admin/bulk", form)).headers.get("location")!.split("?")[0]!;
    const { page } = await open();
    await signIn(page, app, "viewer", "Victor");
    await page.goto(`${app.url}/admin/bulk`);
    expect(await page.getByRole("button", { name: "Show what would happen" }).isDisabled()).toBe(true);
    await page.getByText("Your role may only look.").waitFor();
    await page.goto(app.url + job);
    expect(await page.getByRole("button", { name: "Do it" }).isDisabled()).toBe(true);
    for (const role of ["viewer", "auditor"] as const) {
      const other = await visit(app, role);
      for (const path of [
        "/admin/bulk",
        "/admin/bulk/pick",
        ...["start", "approve", "cancel", "retry", "tell"].map((act) => `${job}/${act}`),
      ])
        expect((await other.post(path, form)).status, `${role} ${path}`).toBe(403);
    }
    expect((await responder.post(`${job}/approve`)).status).toBe(403);
    for (const act of ["start", "cancel"]) expect((await responder.post(`${job}/${act}`, { key: "" })).status, act).toBe(403);
    await app.db.query("update sessions set authenticated_at = now() - interval '11 minutes' where name = 'Grace'");
    expect(await (await responder.post(`${job}/start`)).text()).toContain("within the last 10 minutes");
    // And what somebody wrote into it is text.
    expect([await page.title(), await page.locator("img").count()]).toEqual(["Close 1 incident · Tokenward", 0]);
    expect(await page.getByText(ATTACK).count()).toBeGreaterThan(0);
  });

  test.each([
    ["light", 1280],
    ["dark", 360],
  ] as const)("has pages without faults in %s colours at %i px", async (colorScheme, width) => {
    await leakMany(`${colorScheme}@example.com`, 12);
    const author = await visit(app, "responder", "Grace");
    const draft = async (act: string): Promise<string> =>
      (await author.post("/admin/bulk", { act, q: `owner:${colorScheme}@example.com`, reason: ATTACK, hold: "yes" })).headers.get(
        "location",
      )!;
    const [drafted, begun] = [await draft("revoke"), await draft("close")];
    await author.post(`${begun.split("?")[0]!}/start`, { typed: "12" });
    const { page } = await open({ colorScheme, viewport: { width, height: 800 } });
    await signIn(page, app, "responder", "Grace");
    for (const [name, path] of Object.entries({ list: "/admin/bulk", drafted, begun, incidents: "/admin/incidents" })) {
      await page.goto(app.url + path);
      const folder = process.env["SCREENSHOTS"];
      if (folder !== undefined) await page.screenshot({ path: `${folder}/bulk-${name}-${colorScheme}-${width}.png`, fullPage: true });
      expect(await accessibilityFaults(page), path).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(width);
    }
  });
});
