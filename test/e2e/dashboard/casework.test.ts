import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { accessibilityFaults, installedChromium, openBrowser } from "../../helpers/browser.ts";
import { goTo, signIn, visit } from "../../helpers/dashboard.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { leak } from "../../helpers/leaks.ts";
import { describeWith } from "../../helpers/skip.ts";
import { until } from "../../helpers/until.ts";

const ATTACK = `<img src=x onerror="document.title='hacked'">`;
const ADMIN_TOKEN = "admin-token-of-these-tests";

describeWith(installedChromium(), "working on incidents in a browser", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  let folder: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    app = await startApp({ role: "all", env: { DATA_DIR: folder, BITBUCKET_WEBHOOK_SECRET: "hidden-hidden-hidden" } });
    open = await openBrowser(chromium);
  });

  const stateOf = async (incident: string): Promise<unknown> => (await app.get(`/api/incidents/${incident}`)).body["state"];
  const act = async (page: Page, name: string, reason: string): Promise<void> => {
    await page.getByLabel("Reason").fill(reason);
    await page.getByRole("button", { name, exact: true }).click();
  };

  test("what was given up is tried again, closed as something, opened again and restored", async () => {
    const { id, incident } = await leak(app, { token: { name: "given-up", owner: { name: "Ada", email: "given-up@example.com" } } });
    await until("it is revoked", async () => (await stateOf(incident)) === "revoked", { withinMs: 60_000 });
    // Its issuer forgot the token, and knows it again later.
    await app.db.query("create table kept as select * from tokens where id = $1", [id]);
    await app.db.query("delete from tokens where id = $1", [id]);
    await app.post(`/api/incidents/${incident}/close`, { reason: "made for a test" });
    await app.post(`/api/incidents/${incident}/reopen`, { reason: "made for a test" });
    await app.post(`/api/incidents/${incident}/revoke`, { reason: "made for a test" });
    await until("it was given up", async () => (await stateOf(incident)) === "needs_attention", { withinMs: 60_000 });
    await app.db.query("insert into tokens select * from kept");
    const { page } = await open({ javaScriptEnabled: false });
    await signIn(page, app, "responder");
    await page.goto(`${app.url}/admin/incidents/${incident}`);
    await act(page, "Try again", "its issuer is back");
    await page.getByText("It is tried again.").waitFor();
    await until("it is revoked", async () => (await stateOf(incident)) === "revoked", { withinMs: 60_000 });
    await page.goto(`${app.url}/admin/incidents/${incident}`);
    await page.getByLabel("Close as").selectOption("revoked");
    await act(page, "Close", "done with it");
    await page.getByText("The incident is closed.").waitFor();
    await act(page, "Reopen", "not done with it");
    await page.getByText("The incident is open again.").waitFor();
    await act(page, "Restore", "it was a fixture");
    await page.getByText("The token works again.").waitFor();
    expect(await app.db.query("select revoked_at from tokens where id = $1", [id])).toEqual([{ revoked_at: null }]);
  });

  test("an incident is taken, given to somebody and talked about; what an attacker would write is text, and tokens are refused", async () => {
    const { incident, token } = await leak(app);
    const { page } = await open();
    await signIn(page, app, "responder", "Grace");
    await page.goto(`${app.url}/admin/incidents/${incident}`);
    await page.getByRole("button", { name: "Take it" }).click();
    await page.getByText("Done.").waitFor();
    await page.goto(`${app.url}/admin`);
    await page.getByRole("link", { name: "Assigned to you" }).click();
    expect(await page.getByRole("row").count()).toBe(2);
    await page.goto(`${app.url}/admin/incidents/${incident}`);
    await visit(app, "admin", "Ada Lovelace");
    await page.reload();
    await page.getByLabel("To", { exact: true }).selectOption("Ada Lovelace");
    await page.getByRole("button", { name: "Assign", exact: true }).click();
    await page.getByText("Done.").waitFor();
    await page.getByLabel("Comment").fill("@ada lovelace, was that a fixture?");
    await page.getByRole("button", { name: "Add" }).click();
    await page.locator(".mention").getByText("Ada Lovelace").waitFor();
    await page.getByLabel("Comment").fill(ATTACK);
    await page.getByRole("button", { name: "Add" }).click();
    await page.locator(".said").getByText(ATTACK).waitFor();
    await page.getByLabel("Comment").fill(`see ${token}`);
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByText("There was a token in it").waitFor();
    expect([await page.title(), (await page.content()).includes(token)]).not.toContain(true);
    const { page: ada } = await open({ javaScriptEnabled: false });
    await signIn(ada, app, "admin", "Ada Lovelace");
    await ada.getByRole("link", { name: "Mentions you: 1 incident" }).click();
    expect(await ada.getByRole("row").count()).toBe(2);
    await ada.goto(`${app.url}/admin/incidents`);
    await ada.getByLabel("Whose").selectOption("Ada Lovelace");
    await ada.getByRole("button", { name: "Search" }).click();
    expect(await ada.getByRole("row").filter({ hasText: "Ada Lovelace" }).count()).toBe(1);
    await ada.getByLabel("Whose").selectOption("role:admin");
    await ada.getByRole("button", { name: "Search" }).click();
    await ada.getByText("No incident fits.").waitFor();
  });

  test("a risk is accepted by two people", async () => {
    const { incident } = await leak(app, { token: { name: "risky", owner: { name: "Ada", email: "risky@example.com" } } });
    await until("its owner was told", async () => (await app.get(`/api/incidents/${incident}`)).body["notified_at"], { withinMs: 60_000 });
    await app.post(`/api/incidents/${incident}/restore`, { reason: "made for a test" });
    const { page } = await open();
    await signIn(page, app, "admin", "Grace");
    await page.goto(`${app.url}/admin/incidents/${incident}`);
    await page.getByLabel("Close as").selectOption("accepted_risk");
    await page.getByLabel("Accepted until").fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10));
    await act(page, "Close", "needed until the release");
    await page.getByText("Another person has to accept the risk").waitFor();
    expect(await page.getByRole("button", { name: "Accept the risk", exact: true }).isDisabled()).toBe(true);
    await page.getByText("Another person than who asks has to.").first().waitFor();
    const { page: second } = await open();
    await signIn(second, app, "admin", "Audrey");
    await second.goto(`${app.url}/admin/incidents/${incident}`);
    await second.getByRole("button", { name: "Accept the risk", exact: true }).click();
    await second.getByText("The risk is accepted").waitFor();
    await second.getByText("(accepted risk)").waitFor();
  });

  test("a search is kept, shared and put on the first page; another's is not deleted by whoever it is shared with", async () => {
    await leak(app, { token: { name: "pinned-one", owner: { name: "Ada", email: "pinned@example.com" } } });
    const { page } = await open({ javaScriptEnabled: false });
    await signIn(page, app, "viewer", "Victor");
    await page.goto(`${app.url}/admin/incidents?q=owner:pinned@example.com`);
    await page.getByRole("link", { name: "Save or manage views" }).click();
    await page.getByLabel("Name").fill(ATTACK);
    await page.getByLabel("Share it with everybody").check();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The view is saved.").waitFor();
    await page.getByRole("button", { name: /^Put .* on your first page$/u }).click();
    await page.getByText("It is on your first page.").waitFor();
    await page.goto(`${app.url}/admin`);
    await page.getByRole("heading", { name: ATTACK }).waitFor();
    await page.getByText("pinned-one").waitFor();
    const other = await visit(app, "responder", "Rita");
    const id = /views\/(?<id>[0-9a-f-]{36})\/pin/u.exec(await (await other.get("/admin/views")).text())!.groups!["id"]!;
    expect((await other.post(`/admin/views/${id}/delete`)).status).toBe(403);
    expect((await other.post("/admin/views", { title: "x", q: "state:nonsense" })).status).toBe(400);
    expect((await other.post("/admin/views", { title: "x", q: "", key: "" })).status).toBe(403);
    await page.goto(`${app.url}/admin/views`);
    await page.getByRole("button", { name: /^Delete/u }).click();
    await page.getByText("The view is deleted.").waitFor();
  });

  test("settings say what is in force and where it came from, and no secret, to admins alone", async () => {
    const { page } = await open();
    await signIn(page, app);
    await goTo(page, "Settings");
    const row = page.getByRole("row").filter({ has: page.getByText("ADMIN_TOKEN", { exact: true }) });
    expect(await row.textContent()).toContain("set, and not shown");
    expect(
      await page
        .getByRole("row")
        .filter({ has: page.getByText("DATA_DIR", { exact: true }) })
        .textContent(),
    ).toContain(folder);
    const text = await page.content();
    for (const secret of [ADMIN_TOKEN, "hidden-hidden", Buffer.alloc(32, 9).toString("base64")]) expect(text).not.toContain(secret);
    for (const role of ["viewer", "responder", "auditor"] as const) {
      const other = await visit(app, role);
      for (const path of ["/admin/settings", "/admin/setup"]) expect((await other.get(path)).status, role).toBe(403);
      for (const path of ["look", "mail", "alert"])
        expect((await other.post(`/admin/setup/${path}`, { address: "a@b.example" })).status).toBe(403);
    }
  });

  test("the checklist finds what works, sends a test mail, and a test alert that revokes a token and tells about it", async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await signIn(page, app);
    await goTo(page, "Checklist");
    await page.getByRole("button", { name: "Look at everything" }).click();
    await page.getByText(/^Nothing failed/u).waitFor();
    await page.getByRole("rowheader", { name: "source github-partner" }).waitFor();
    const mail = page.getByRole("region", { name: "Send a test mail" });
    await mail.getByLabel("Your mail address").fill("grace@example.com");
    await mail.getByRole("button").click();
    await page.getByText(/^The relay took it/u).waitFor();
    const alert = page.getByRole("region", { name: "Send a test alert" });
    await alert.getByLabel("Your mail address").fill("grace@example.com");
    await alert.getByRole("button").click();
    await page.getByText("The test alert is on its way.").waitFor();
    await until(
      "it was revoked, and told about",
      async () => {
        const { incidents } = (await app.get("/api/incidents?q=owner:grace@example.com")).body;
        return incidents?.[0]?.["state"] === "revoked" && incidents[0]["notified_at"] !== null;
      },
      { withinMs: 60_000 },
    );
    expect((await readdir(join(folder, "mail"))).filter((name) => name.endsWith(".eml")).length).toBeGreaterThanOrEqual(2);
  });

  test.each([
    ["light", 1280],
    ["dark", 360],
  ] as const)(
    "every new screen is without faults in %s colours at %i px",
    async (colorScheme, width) => {
      const { incident } = await leak(app, { token: { name: ATTACK } });
      await (await visit(app, "admin", "Grace")).post("/admin/views", { title: ATTACK, q: "state:revoked", shared: "yes" });
      const { page } = await open({ colorScheme, viewport: { width, height: 800 } });
      await signIn(page, app);
      const look = async (name: string): Promise<void> => {
        const shots = process.env["SCREENSHOTS"];
        if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}-${colorScheme}-${width}.png`, fullPage: true });
        expect(await accessibilityFaults(page), name).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth"), name).toBeLessThanOrEqual(width);
      };
      for (const [name, path] of Object.entries({
        views: "/admin/views?q=state:closed",
        settings: "/admin/settings",
        setup: "/admin/setup",
        incident: `/admin/incidents/${incident}`,
        none: "/admin/incidents?q=owner:nobody@example.com",
      })) {
        await page.goto(app.url + path);
        await look(name);
      }
      await page.goto(`${app.url}/admin/setup`);
      await page.getByRole("button", { name: "Look at everything" }).click();
      await page.getByText(/^Nothing failed/u).waitFor();
      await look("checklist");
    },
    120_000,
  );
});
