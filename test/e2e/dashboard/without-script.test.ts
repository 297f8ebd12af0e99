import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { installedChromium, openBrowser } from "../../helpers/browser.ts";
import { goTo, signInLink } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";
import { FORM_PATHS } from "../../helpers/screens.ts";
import { describeWith } from "../../helpers/skip.ts";
import { until } from "../../helpers/until.ts";

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu;

describeWith(installedChromium(), "the dashboard in a browser without JavaScript", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  /** The routes of the forms that a browser sent, and that did what they are for. */
  const done = new Set<string>();

  beforeAll(async () => {
    app = await startApp({ role: "all", env: { BULK_APPROVAL_ABOVE: "2" } });
    open = await openBrowser(chromium);
  });

  const sql = (text: string, values: readonly unknown[] = []): Promise<{ id: string }[]> => app.db.query(text, values);
  const button = (page: Page, name: string | RegExp) =>
    page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name }).first();

  /** Somebody who is signed in, by the form of their link. */
  async function enter(name: string, role: Parameters<typeof signInLink>[1] = "admin"): Promise<Page> {
    const { page } = await open({ javaScriptEnabled: false, acceptDownloads: true });
    page.on("response", (answer) => {
      const path = new URL(answer.url()).pathname.replaceAll(ID, ":id").replace(/(?<=\/sign-in\/link\/).*/u, ":secret");
      if (answer.request().method() === "POST" && answer.status() < 400) done.add(path);
    });
    await page.goto(await signInLink(app, role, name));
    await button(page, "Sign in").click();
    await page.getByRole("heading", { level: 1, name: "Needs a person" }).waitFor();
    return page;
  }

  async function press(page: Page, name: string | RegExp, then: string | RegExp): Promise<void> {
    await button(page, name).click();
    await page.getByText(then).first().waitFor();
  }

  const fill = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  };

  /** A leaked token that was revoked, and whose owner was told. */
  async function revoked(name: string): Promise<string> {
    const { incident } = await leak(app, { token: { name, owner: { name: "Ada", email: `${name}@example.com` } } });
    await until("its owner was told", async () => (await app.get(`/api/incidents/${incident}`)).body["notified_at"], { withinMs: 60_000 });
    return incident;
  }

  test("somebody comes in, chooses a language and colours, and leaves", async () => {
    const page = await enter("Comes");
    await page.locator(".menu > summary:visible").click();
    await press(page, "Deutsch", "Zu bearbeiten");
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    await page.locator(".menu > summary:visible").click();
    await press(page, "English", "Needs a person");
    await button(page, /^Colours/u).click();
    await page.locator('html[data-theme="dark"]').waitFor();
    await press(page, "Sign out", "You are signed out.");
  });

  test("somebody ends what they left open in another browser", async () => {
    const left = await enter("Forgets", "viewer");
    const page = await enter("Forgets", "viewer");
    await page.getByRole("link", { name: "Forgets" }).click();
    await page.getByRole("heading", { level: 1, name: "Where you are signed in" }).waitFor();
    await press(page, "End the session of Forgets", "The session has ended.");
    await left.reload();
    await left.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  });

  test("a search is made, narrowed by a menu, kept, put on the first page, taken off and deleted", async () => {
    const page = await enter("Searches");
    await page.getByRole("link", { name: "Incidents", exact: true }).click();
    await fill(page, { Search: "owner:nobody@example.com" });
    await press(page, "Search", "No incident fits.");
    await page.getByLabel("State", { exact: true }).selectOption("closed");
    await press(page, "Search", "No incident fits.");
    expect(await page.getByLabel("Search", { exact: true }).inputValue()).toBe("state:closed owner:nobody@example.com");
    await page.getByRole("link", { name: "Save or manage views" }).click();
    await fill(page, { Name: "Nobody's" });
    await press(page, "Save", "The view is saved.");
    await press(page, /^Put .* on your first page$/u, "It is on your first page.");
    await press(page, /^Take off/u, "It is off your first page.");
    await press(page, /^Delete/u, "The view is deleted.");
  });

  test("an incident is taken, talked about, restored, revoked, closed for a reason and opened again", async () => {
    const incident = await revoked("acted-on");
    const page = await enter("Acts", "responder");
    await page.goto(`${app.url}/admin/incidents/${incident}`);
    await press(page, "Take it", "Done.");
    await fill(page, { Comment: "I look at it" });
    await press(page, "Add", "Your comment is on the timeline.");
    await press(page, "Check now", "Its issuer was asked.");
    await press(page, /^Look now/u, "The place was looked at.");
    const act = async (name: string, then: string): Promise<void> => {
      await fill(page, { Reason: `to ${name}` });
      await press(page, name, then);
    };
    await act("Restore", "The token works again.");
    await act("Revoke", "Its revocation has begun.");
    await until("it is revoked", async () => {
      await page.goto(`${app.url}/admin/incidents/${incident}`);
      return (await button(page, "Restore").isVisible()) || null;
    });
    await page.getByLabel("Close as").selectOption("revoked");
    await act("Close", "The incident is closed.");
    await act("Reopen", "The incident is open again.");
  });

  test("a risk is asked for by one and accepted by another", async () => {
    const incident = await revoked("risky");
    await app.post(`/api/incidents/${incident}/restore`, { reason: "made for a test" });
    const [page, other] = [await enter("Asks", "responder"), await enter("Accepts")];
    await page.goto(`${app.url}/admin/incidents/${incident}`);
    await page.getByLabel("Close as").selectOption("accepted_risk");
    await fill(page, { "Accepted until": new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10), Reason: "until the release" });
    await press(page, "Close", "Another person has to accept the risk");
    await other.goto(`${app.url}/admin/incidents/${incident}`);
    await press(other, "Accept the risk", "The risk is accepted");
  });

  test("several tokens are pasted, looked up, and those that stay ticked are revoked", async () => {
    const tokens = [await app.mint(), await app.mint(), await app.mint()];
    const page = await enter("Pastes", "responder");
    await page.getByRole("link", { name: "Check tokens" }).click();
    await page.getByRole("textbox").fill(tokens.map(({ token }) => `a line with ${token}`).join("\n"));
    await press(page, "Look them up", "3 tokens found, 3 of them live");
    await page.getByRole("checkbox").first().uncheck();
    await fill(page, { Reason: "found on a wall" });
    await press(page, "Revoke what is ticked", "The tokens are handed in");
    await until(
      "two of them are dead",
      async () =>
        (await sql("select id from tokens where revoked_at is not null and id = any($1)", [tokens.map(({ id }) => id)])).length === 2 ||
        null,
      { withinMs: 60_000 },
    );
  });

  test("a bulk job is picked, drafted, looked at, approved by another, run, tried again, told of and discarded", {
    timeout: 240_000,
  }, async () => {
    for (const name of ["one", "two", "three"]) {
      const incident = await revoked(`bulk-${name}`);
      await app.post(`/api/incidents/${incident}/restore`, { reason: "made for a test" });
    }
    await sql(
      `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_hint, token_caveats, source, owner_email, occurrence_count, reported_at)
       values (gen_random_uuid(), '\\x0404', 'dismissed', 'forged', 'bad_signature', 'paged', 'here', 'hint', '[]', 'import', 'bulk@example.com', 1, now())`,
    );
    await sql("update incidents set owner_email = 'bulk@example.com' where owner_email like 'bulk-%'");
    const page = await enter("Drafts", "responder");
    await page.goto(`${app.url}/admin/incidents?q=owner:bulk@example.com`);
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    await press(page, "Act on what is ticked", "4 incidents are picked.");
    await fill(page, { Reason: "a breach" });
    await press(page, "Show what would happen", "3 will be revoked");
    await page
      .getByText(/^1 cannot: /u)
      .first()
      .waitFor();
    await press(page, "Ask for approval", "It waits for another person.");
    const job = new URL(page.url()).pathname;
    const other = await enter("Approves");
    await other.goto(app.url + job);
    await press(other, "Approve, and do it", "You approved it, and it has begun.");
    await until(
      "it is done",
      async () => {
        await page.goto(app.url + job);
        return (await page.getByText("4 of 4").isVisible()) && (await button(page, "Try again what failed").isVisible()) ? true : null;
      },
      { withinMs: 60_000 },
    );
    await page.getByRole("link", { name: "done 3" }).waitFor();
    await press(page, "Try again what failed", "What failed is tried again.");
    await until(
      "it is done again",
      async () => {
        await page.getByRole("link", { name: "Look again" }).click();
        return (await button(page, "Tell their owners").isVisible()) || null;
      },
      { withinMs: 60_000 },
    );
    await press(page, "Tell their owners", "3 owners will be told");
    await press(page, "Discard", "It is cancelled.");
  });

  test("a mail is sent again, what was given up is tried again, one and all, and an address is released", async () => {
    const incident = await revoked("mailed");
    const page = await enter("Mends", "responder");
    await goTo(page, "Mails");
    await page.getByRole("link", { name: "mailed@example.com" }).first().click();
    await press(page, "Send again", "The mail is sent again.");
    await until(
      "it was sent",
      async () =>
        (await sql("select id from notices where incident_id = $1 and state = 'sent' and attempts = 2", [incident])).length === 1 || null,
      { withinMs: 60_000 },
    );
    await sql("update incidents set state = 'needs_attention', attention_reason = 'owner unreachable: 550 no' where id = $1", [incident]);
    await sql(
      `insert into obligations (id, kind, incident_id, notice_id, attempts, dead_at, last_error)
       select gen_random_uuid(), 'notify', $1, id, 18, now(), 'the relay says no' from notices where incident_id = $1`,
      [incident],
    );
    await goTo(page, "Mails");
    await fill(page, { "Since (UTC)": "2026-01-01T00:00" });
    await press(page, "Try again what failed", "1 is tried again.");
    for (const _ of [1, 2, 3]) {
      await sql(
        "insert into obligations (id, kind, delivery_id, attempts, dead_at, last_error) values (gen_random_uuid(), 'fetch', gen_random_uuid(), 9, now(), 'gone')",
      );
    }
    await goTo(page, "Given up");
    await press(page, /^Try again: fetch/u, "It is tried again.");
    await press(page, "Try all of these again", "are tried again.");
    await sql("insert into mail_addresses (address, bad_since, bad_reason) values ('back@example.com', now(), 'bounced')");
    await goTo(page, "Samples");
    await page.getByLabel("Reason to write to back@example.com again").fill("she mended it");
    await press(page, /^Lift/u, "Mails go to this address again.");
  });

  test("lists are taken away as files, and the chain of the audit trail is verified", async () => {
    const page = await enter("Takes", "auditor");
    for (const [title, format] of [
      ["Incidents", "SARIF"],
      ["Audit", "NDJSON"],
    ] as const) {
      await (title === "Audit" ? goTo(page, title) : page.getByRole("link", { name: title, exact: true }).click());
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, format).click()]);
      expect(download.suggestedFilename()).toMatch(/\.(?:sarif|ndjson)/u);
    }
    await press(page, "Verify the chain", /^The chain is whole/u);
  });

  test("the checklist looks at everything, and sends a test mail and a test alert", async () => {
    const page = await enter("Sets up");
    await goTo(page, "Checklist");
    await press(page, "Look at everything", "What was found");
    for (const [title, then] of [
      ["Send a test mail", /^The relay took it/u],
      ["Send a test alert", "The test alert is on its way."],
    ] as const) {
      const card = page.getByRole("region", { name: title });
      await card.getByLabel("Your mail address").fill("grace@example.com");
      await card.getByRole("button").click();
      await page.getByText(then).waitFor();
    }
  });

  test("a session is ended; a token of the admin API is minted, works, and is ended", async () => {
    const [page, leaving] = [await enter("Minds"), await enter("Leaves", "viewer")];
    await goTo(page, "Sessions");
    await press(page, "End the session of Leaves", "The session has ended.");
    await leaving.goto(`${app.url}/admin`);
    expect(new URL(leaving.url()).pathname).toBe("/admin/sign-in");
    await fill(page, { "What it is for": "minds", "Good for how many days": "2" });
    await button(page, "Mint").click();
    await page.getByText("Somebody who signs in is called so").waitFor();
    await goTo(page, "Sessions");
    await fill(page, { "What it is for": "nightly", "Good for how many days": "2" });
    await press(page, "Mint", "It is shown this once");
    const secret = (await page.locator("main code").textContent())!;
    const works = async (): Promise<number> => (await app.call("GET", "/api/incidents", {}, secret)).status;
    expect(await works()).toBe(200);
    await page.getByRole("link", { name: "I have kept it" }).click();
    expect(await page.content()).not.toContain(secret);
    await press(page, "End the token of nightly", "The token has ended.");
    expect(await works()).toBe(401);
  });

  test("an endpoint is added, tried, given another secret, switched off and on, sent again what failed, and deleted", async () => {
    const page = await enter("Tells");
    await goTo(page, "Endpoints");
    await fill(page, { Address: "https://siem.example.com/in", Description: "SIEM" });
    await page.getByRole("checkbox", { name: /leak\.revoked/u }).check();
    await press(page, "Add", "It is shown this once");
    await page.getByRole("link", { name: "I have kept it" }).click();
    await press(page, "Send a test", "A test message is on its way.");
    await press(page, "New signing secret", "It is shown this once");
    await page.getByRole("link", { name: "I have kept it" }).click();
    await press(page, "Switch off", "a person switched it off");
    await press(page, "Switch on", "Done.");
    await press(page, "Send a test", "A test message is on its way.");
    await until("it was given up", async () => {
      await sql("delete from obligations where parcel_id is not null");
      await sql("update parcels set state = 'failed'");
      await page.reload();
      return (await button(page, "Send again what was given up").isEnabled()) || null;
    });
    await press(page, "Send again what was given up", "Done.");
    await press(page, "Delete", "The endpoint was deleted.");
  });

  // The last: it asks what those before it have done.
  test("no action of the dashboard needs JavaScript: each was done above by a plain form", () => {
    expect(FORM_PATHS.length).toBeGreaterThan(30);
    expect(FORM_PATHS.filter((path) => !done.has(path))).toEqual([]);
  });
});
