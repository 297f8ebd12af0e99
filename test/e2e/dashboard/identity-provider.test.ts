import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { accessibilityFaults, installedChromium, openBrowser } from "../../helpers/browser.ts";
import { startIdentityProvider } from "../../helpers/identity-provider.ts";
import { describeWith } from "../../helpers/skip.ts";

describeWith(installedChromium(), "signing in at an identity provider", (chromium) => {
  let app: App;
  let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    provider = await startIdentityProvider();
    app = await startApp({ env: { ...provider.env, SIGN_IN_LINKS: "off" } });
    provider.open(app.url);
    open = await openBrowser(chromium);
  });

  const go = async (page: Page, to = "/admin"): Promise<void> => {
    await page.goto(app.url + to);
    await page.getByRole("link", { name: "Sign in with your organisation" }).click();
  };

  test("takes name and role from it, and leads back to the page that was wanted", async () => {
    provider.willSignIn({ id: "grace", roles: ["staff", "tokenward-responder"] });
    const { page } = await open({ javaScriptEnabled: false });
    await go(page, "/admin/incidents?q=state:revoked");
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    expect(page.url()).toBe(`${app.url}/admin/incidents?q=state:revoked`);
    expect(await page.locator(".person").first().textContent()).toContain("grace@example.com responder");
    const [session] = await app.db.query("select name, role, method from sessions where name = 'grace@example.com'");
    expect(session).toEqual({ name: "grace@example.com", role: "responder", method: "oidc" });
  });

  test.each([
    ["no role that there is", { id: "eve", roles: ["staff"] }, "gives you no role"],
    ["roles that are no texts", { id: "mallory", roles: [{ admin: true }, 7] }, "gives you no role"],
    ["a refusal", null, "did not vouch for you"],
  ])("signs nobody in whom it gives %s", async (_what, account, message) => {
    provider.willSignIn(account);
    const { context, page } = await open();
    await go(page);
    await page.getByText(message).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect((await context.cookies()).map(({ name }) => name)).not.toContain("tokenward");
  });

  test.each([
    [
      "an address that was not verified",
      { id: "frank", roles: "viewer", claims: { email: "grace@example.com", email_verified: false } },
      "frank",
    ],
    [
      "one that is said so in letters",
      { id: "peggy", roles: "viewer", claims: { email: "grace@example.com", email_verified: "false" } },
      "peggy",
    ],
    [
      "a user name that looks like one",
      { id: "trudy", roles: "viewer", claims: { email_verified: false, preferred_username: "grace@example.com" } },
      "trudy",
    ],
    [
      "the verified address of somebody who was here before",
      { id: "grace-the-second", roles: "viewer", claims: { email: "grace@example.com", email_verified: true } },
      "grace@example.com (http",
    ],
  ])("nobody gets what is another's by %s", async (_what, account, name) => {
    for (const one of [{ id: "grace", roles: "tokenward-responder" }, account]) {
      provider.willSignIn(one);
      const { page } = await open();
      await go(page);
      await page.getByRole("button", { name: "Sign out" }).waitFor();
      const person = page.locator(".person bdi").first();
      expect((await person.textContent())?.startsWith(one === account ? name : "grace@example.com")).toBe(true);
      if (one === account) expect(await person.textContent()).not.toBe("grace@example.com");
    }
  });

  test("asks them anew to prove who they are when that is needed, however short ago they signed in", async () => {
    provider.willSignIn({ id: "ada", roles: "admin" });
    const { page } = await open();
    await go(page);
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    const before = provider.logins();
    await page.goto(`${app.url}/admin/sign-in/provider?again=1&to=/admin/audit`);
    await page.getByRole("heading", { name: "Audit" }).waitFor();
    expect(provider.logins()).toBe(before + 1);
  });

  test("does not take an answer that this browser has not asked for, nor one answer twice", async () => {
    provider.willSignIn({ id: "heidi", roles: "admin" });
    const { page } = await open();
    let answer = "";
    page.on("request", (request) => {
      if (request.url().includes("/admin/sign-in/callback")) answer = request.url();
    });
    await go(page);
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    for (const browser of [page, (await open()).page]) {
      await browser.goto(answer);
      await browser.getByText("was not begun in this browser").waitFor();
    }
    // Whoever has begun a sign-in of their own is not signed in by somebody else's answer either.
    const begun = await fetch(`${app.url}/admin/sign-in/provider`, { redirect: "manual" });
    const cookie = begun.headers.getSetCookie()[0]!.split(";")[0]!;
    const taken = await fetch(answer, { headers: { cookie }, redirect: "manual" });
    expect([taken.status, taken.headers.getSetCookie().filter((one) => one.startsWith("tokenward="))]).toEqual([403, []]);
  });

  test("says so while it cannot be reached", async () => {
    const lost = await startApp({
      env: { ...provider.env, OIDC_ISSUER: "http://127.0.0.1:9" },
      database: app.database,
      github: app.github,
    });
    const answer = await fetch(`${lost.url}/admin/sign-in/provider`, { redirect: "manual" });
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining("the identity provider cannot be reached")]);
  });
});
