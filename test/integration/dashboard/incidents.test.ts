import { beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { type Visit, visit } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";

let app: App;
let responder: Visit;
beforeAll(async () => {
  app = await startApp();
  responder = await visit(app, "responder");
});

const page = async (path: string, as = responder): Promise<string> => await (await as.get(path)).text();

describe("what somebody else wrote", () => {
  test.each([
    ["javascript:alert(1)//github.com/x", false],
    ["data:text/html,<script>alert(1)</script>", false],
    ["http://github.com/octo/leak", false],
    ["https://github.com.evil.example/x", false],
    ["https://github.com@evil.example/x", false],
    ["https://github.com/octo/leak/blob/main/.env?a=1&b=%22%3E#L3", true],
  ])("is a link only when it is https and on the source's own host: %s", async (url, linkable) => {
    const { incident } = await leak(app, { record: { url } });
    const links = Array.from((await page(`/admin/incidents/${incident}`)).matchAll(/<a [^>]*href="([^"]*)"/gu), ([, href]) => href!);
    const foreign = links.filter((href) => !href.startsWith("/admin") && !href.startsWith("#"));
    expect(foreign).toEqual(linkable ? [url.replaceAll("&", "&amp;")] : []);
  });

  test("is shown as text on one line, without control and bidi characters, on every screen", async () => {
    const attack = `<img src=x onerror=alert(1)>"'\u202Egnp.exe\u0007&lt;`;
    const owner = { name: attack, email: "eve@example.com" };
    const { incident } = await leak(app, { token: { name: attack, owner }, record: { type: attack, source: attack } });
    for (const path of ["/admin", "/admin/incidents", `/admin/incidents/${incident}`, "/admin/audit"]) {
      const text = await page(path, await visit(app, "admin", attack.slice(0, 50)));
      expect(text, path).not.toContain("<img");
      expect([text.includes("\u202E"), text.includes("\u0007")], path).toEqual([false, false]);
      expect(text, path).not.toMatch(/on(?:error|load|click)=(?!alert)/u);
    }
    const text = await page(`/admin/incidents?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(text).not.toContain("<script>alert");
  });

  test("never shows a whole token, wherever it was hidden", async () => {
    const { id, token } = await app.mint();
    await app.github.send(app.hook, [
      { token, type: "tokenward_api_token", url: `https://github.com/x?t=${token}`, source: token.slice(0, 60) },
    ]);
    const { incidents } = (await app.get(`/api/incidents?q=token:${id}`)).body;
    const incident = String(incidents![0]!["id"]);
    const secret = token.slice(-40);
    for (const path of ["/admin", "/admin/incidents", `/admin/incidents/${incident}`, "/admin/audit"]) {
      expect(await page(path, await visit(app)), path).not.toContain(secret);
    }
  });
});

describe("the list of incidents", () => {
  test("puts what the menus say into the query, and a changed menu wins over the text", async () => {
    const go = async (query: Record<string, string>): Promise<string | null> =>
      (await responder.get(`/admin/incidents?${new URLSearchParams(query).toString()}`)).headers.get("location");
    expect(await go({ q: "owner:ada@example.com", was: "", state: "revoked" })).toBe(
      "/admin/incidents?q=state%3Arevoked%20owner%3Aada%40example.com",
    );
    expect(await go({ q: "state:closed", was: "state:revoked", state: "revoked" })).toBe("/admin/incidents?q=state%3Aclosed");
    expect(await go({ q: "state:closed", was: "state:closed", state: "" })).toBe("/admin/incidents");
  });

  test("says what it did not understand of a query, and keeps it", async () => {
    const answer = await responder.get("/admin/incidents?q=state:open");
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(text).toContain("there is no such state; allowed: received, revoking");
    expect(text).toContain('value="state:open"');
  });

  test("narrows by age and by the number of places", async () => {
    const { id } = await leak(app, { token: { name: "only-one-place" } });
    const rows = async (q: string): Promise<number> =>
      (await page(`/admin/incidents?q=${encodeURIComponent(`token:${id} ${q}`)}`)).match(/<tr>/gu)?.length ?? 0;
    expect([await rows("age:<1h"), await rows("age:>1h"), await rows("occurrences:<2"), await rows("occurrences:>1")]).toEqual([
      2, 0, 2, 0,
    ]);
  });

  test("comes in pages of 50 that hold every incident once", async () => {
    await app.db.query(
      `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_hint, token_caveats, source, occurrence_count, reported_at)
       select gen_random_uuid(), decode(md5(n::text), 'hex'), 'dismissed', 'unknown', 'made up', 'paged', 'none', 'hint-' || n, '[]', 'import', 1,
              date_trunc('milliseconds', now()) - make_interval(secs => n / 10)
       from generate_series(1, 120) n`,
    );
    const seen: string[] = [];
    for (let next: string | undefined = "/admin/incidents?q=format:paged"; next !== undefined; ) {
      const text: string = await page(next.replaceAll("&amp;", "&"));
      seen.push(...new Set(Array.from(text.matchAll(/hint-\d+/gu), ([hint]) => hint)));
      next = /<a href="([^"]+)"[^>]*>Older/u.exec(text)?.[1];
    }
    expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
  });
});

describe("an act", () => {
  test("is done with its reason, audited under the person's name, and told", async () => {
    const { incident } = await leak(app);
    await app.db.query("update incidents set state = 'revoked', revoked_at = now() where id = $1", [incident]);
    const closed = await responder.post(`/admin/incidents/${incident}/acts`, { act: "close", as: "revoked", reason: "handled by hand" });
    expect([closed.status, closed.headers.get("location")]).toEqual([303, `/admin/incidents/${incident}?done=close`]);
    const text = await page(`/admin/incidents/${incident}?done=close`);
    expect(text).toContain("The incident is closed.");
    expect(text).toContain("handled by hand");
    expect(text).toContain("admin:Grace");
  });

  test.each([
    ["without a reason", { act: "close", reason: "  " }, 400, "A reason is needed"],
    ["of closing that does not say as what", { act: "close", reason: "x" }, 400, "Say as what it is closed"],
    ["of accepting a risk for ever", { act: "close", as: "accepted_risk", reason: "x" }, 400, "needs the day on which it ends"],
    ["that the state does not allow", { act: "reopen", reason: "because" }, 409, "the incident is revoking"],
  ])("%s is refused beside the buttons", async (_what, form, status, message) => {
    const { incident } = await leak(app);
    const refused = await responder.post(`/admin/incidents/${incident}/acts`, form);
    expect([refused.status, await refused.text()]).toEqual([status, expect.stringContaining(message)]);
  });

  test("is refused to whoever may only look, whatever they send", async () => {
    const { incident } = await leak(app);
    for (const role of ["viewer", "auditor"] as const) {
      const visitor = await visit(app, role);
      expect((await visitor.post(`/admin/incidents/${incident}/acts`, { act: "close", reason: "x" })).status, role).toBe(403);
      expect(await page(`/admin/incidents/${incident}`, visitor)).not.toContain('name="act"');
    }
  });
});

describe("the audit page", () => {
  test("shows what was done, narrowed as asked, in pages that hold every event once", async () => {
    const auditor = await visit(app, "auditor", "Audrey");
    await leak(app);
    const text = await page("/admin/audit?action=session.started&actor=admin:Audrey&incident=", auditor);
    expect(text).toContain("somebody signed in to the dashboard");
    expect(text).not.toContain("a leaked credential was reported");
    expect((await auditor.get("/admin/audit?action=no.such")).status).toBe(400);
    expect((await responder.get("/admin/audit")).status).toBe(403);
  });

  test("verifies the chain, and says so when somebody changed it", async () => {
    const auditor = await visit(app, "auditor", "Audrey");
    expect(await (await auditor.post("/admin/audit/verify")).text()).toContain("The chain is whole");
    await app.db.query("alter table audit_events disable trigger all");
    await app.db.query("update audit_events set actor = 'nobody' where actor = 'admin:Audrey'");
    expect(await (await auditor.post("/admin/audit/verify")).text()).toContain("The chain does not hold");
    await app.db.query("update audit_events set actor = 'admin:Audrey' where actor = 'nobody'");
    await app.db.query("alter table audit_events enable trigger all");
  });
});
