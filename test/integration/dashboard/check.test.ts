import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { visit } from "../../helpers/dashboard.ts";
import { until } from "../../helpers/until.ts";

let app: App;
beforeAll(async () => {
  app = await startApp({ role: "all" });
});

const sealedIn = (text: string): string[] => Array.from(text.matchAll(/name="token" value="([\w-]+)"/gu), ([, sealed]) => sealed!);

test("pasted tokens are looked up, shown by their ends only, and revoked when they are ticked", async () => {
  const responder = await visit(app, "responder");
  const [one, two] = [await app.mint({ name: "one" }), await app.mint({ name: "two" })];
  const text = `export A=${one.token}\n${one.token}\nB="${two.token}" forged: ${one.token.slice(0, -8)}AAAAAAAA`;
  const found = await (await responder.post("/admin/check", { text })).text();
  expect(found).not.toContain(one.token.slice(20, -8));
  expect(await app.stored()).toMatchObject({ incidents: 0, deliveries: 0 });
  const [first] = sealedIn(found);
  expect(sealedIn(found)).toHaveLength(2);
  const revoked = await responder.post("/admin/check/revoke", { token: first!, reason: "seen in a chat" });
  expect(revoked.headers.get("location")).toContain("done=handed_in");
  await until("the ticked one is dead", async () => (await app.introspect(one.token))["active"] === false, { withinMs: 30_000 });
  expect((await app.introspect(two.token))["active"]).toBe(true);
  const [event] = await app.db.query("select actor, detail from audit_events where action = 'tokens.handed_in'");
  expect(event).toEqual({ actor: "admin:Grace", detail: JSON.stringify({ tokens: 1, reason: "seen in a chat" }) });
});

test("what a page of another session held is not taken", async () => {
  const { token } = await app.mint();
  const [mine, other] = [await visit(app, "responder"), await visit(app, "responder")];
  const [sealed] = sealedIn(await (await other.post("/admin/check", { text: token })).text());
  expect((await mine.post("/admin/check/revoke", { token: sealed!, reason: "x" })).status).toBe(400);
  expect((await mine.post("/admin/check/revoke", { token: "AAAA", reason: "x" })).status).toBe(400);
  expect((await app.introspect(token))["active"]).toBe(true);
});

test("revoking many needs somebody who proved who they are within ten minutes, and who may", async () => {
  const { token } = await app.mint();
  const responder = await visit(app, "responder", "Stale");
  const [sealed] = sealedIn(await (await responder.post("/admin/check", { text: token })).text());
  await app.db.query("update sessions set authenticated_at = now() - interval '11 minutes' where name = 'Stale'");
  const refused = await responder.post("/admin/check/revoke", { token: sealed!, reason: "x" });
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("Confirm who you are")]);
  expect((await (await visit(app, "viewer")).post("/admin/check/revoke", { token: sealed!, reason: "x" })).status).toBe(403);
  expect((await app.introspect(token))["active"]).toBe(true);
});
