import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { createFakeKey } from "../../../src/simulate/fake-keys.ts";
import { type App, startApp } from "../../helpers/app.ts";
import { record } from "../../helpers/service.ts";
import { until } from "../../helpers/until.ts";

// The names that dashboards and alerts of the first version are built on.
const METRICS = [
  "leaks_reports_total",
  "leaks_records_total",
  "leaks_revocations_total",
  "leaks_report_to_revoke_seconds",
  "leaks_report_to_notice_seconds",
  "leaks_open",
  "leaks_signature_failures_total",
  "leaks_source_key_age_seconds",
  "leaks_deliveries_total",
  "leaks_source_alarm",
  "leaks_source_match_ratio",
  "leaks_queue_oldest_seconds",
  "leaks_notices_total",
  "leaks_notices_skipped_total",
  "leaks_build_info",
];

let app: App;
beforeAll(async () => {
  app = await startApp();
});

test("health and readiness need no credentials and say little", async () => {
  const health = await app.call("GET", "/healthz", {}, null);
  expect([health.status, health.body]).toEqual([200, { status: "ok" }]);
  const ready = await app.call("GET", "/readyz", {}, null);
  expect([ready.status, ready.body]).toEqual([200, { status: "ready", checks: { database: "ok", migrations: "ok", queue: "ok" } }]);
});

test("the metrics have their names, count what happened, and hold no token, owner or place", async () => {
  const { token } = await app.mint();
  await app.github.send(app.hook, [{ ...record(token, "https://github.com/canary/place"), type: "canary-type" }]);
  await app.call("POST", "/hooks/github-partner", { body: "[]" });
  const { headers, status, text } = await app.call("GET", "/metrics", {}, null);
  expect([status, headers.get("content-type")]).toEqual([200, expect.stringContaining("text/plain; version=0.0.4") as string]);
  for (const name of METRICS) expect(text).toMatch(new RegExp(`^# TYPE ${name} (?:counter|gauge|histogram)$`, "mu"));
  expect(text).toContain('leaks_reports_total{source="github-partner"} 1');
  expect(text).toContain('leaks_signature_failures_total{source="github-partner",reason="missing_header"} 1');
  expect(text).toContain('leaks_deliveries_total{source="github-partner",outcome="accepted"} 1');
  expect(text).toContain('leaks_deliveries_total{source="github-partner",outcome="refused"} 1');
  expect(text).toContain('leaks_source_match_ratio{source="github-partner"} 1');
  expect(text).toMatch(/^leaks_source_key_age_seconds\{source="github-partner"\} \d/mu);
  expect(text).toMatch(/^leaks_build_info\{version="\d+\.\d+\.\d+[^"]*"\} 1$/mu);
  for (const never of [token.slice(-40), "canary", "ada@example.com"]) expect(text).not.toContain(never);
});

test.each(["x-forwarded-for", "forwarded", "via"])(
  "whoever was brought by a proxy (%s) sees the metrics with an admin token only",
  async (header) => {
    const brought = { headers: { [header]: "203.0.113.7" } };
    const without = await app.call("GET", "/metrics", brought, null);
    expect([without.status, without.text]).toEqual([401, expect.not.stringContaining("leaks_")]);
    expect((await app.call("GET", "/metrics", brought, "guessed-admin-token")).status).toBe(401);
    expect((await app.call("GET", "/metrics", brought)).text).toContain("leaks_claims_total");
  },
);

test("a source that fails every signature is an alarm in the metrics and one line of the log, until it is genuine again", async () => {
  const own = await startApp();
  const alarm = async (): Promise<string | undefined> =>
    /^leaks_source_alarm\{source="github-partner",reason="nothing_genuine"\} (\d)$/mu.exec(
      (await own.call("GET", "/metrics", {}, null)).text,
    )?.[1];
  const stranger = createFakeKey();
  const forged = { ...stranger, id: own.github.currentKey.id };
  for (let time = 0; time < 10; time += 1) expect((await own.github.send(own.hook, [], { key: forged })).status).toBe(401);
  await until("the alarm", async () => (await alarm()) === "1", { withinMs: 30_000, everyMs: 250 });
  expect((await own.github.send(own.hook, [])).status).toBe(200);
  await until("its end", async () => (await alarm()) === "0", { withinMs: 30_000, everyMs: 250 });
  const lines = own.logs.filter((line) => line.includes("nothing_genuine"));
  expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
    "every delivery of a source is refused; see tokenward doctor",
    "the alarm is over",
  ]);
});

test("the OpenAPI document names every address that answers, and only those", async () => {
  const { body } = await app.call("GET", "/openapi.json", {}, null);
  for (const [path, methods] of Object.entries(body["paths"]!)) {
    for (const method of Object.keys(methods)) {
      const address = path.replaceAll(/\{\w+\}/gu, "01900000-0000-7000-8000-000000000000");
      const answer = await app.call(method.toUpperCase(), address, {}, null);
      expect([`${method} ${path}`, answer.status === 404 || answer.status === 405]).toEqual([`${method} ${path}`, false]);
    }
  }
});

test("every address that the documents give with its method is one that answers", async () => {
  const { body } = await app.call("GET", "/openapi.json", {}, null);
  // A source's own, one without its secret, and one of GitHub's.
  const others = ["POST /hooks/<source>", "POST /hooks/bounces", "POST /credentials/revoke"];
  const known = new Set([
    ...Object.entries(body["paths"]!).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)),
    ...others,
  ]);
  const root = new URL("../../../", import.meta.url);
  const pages = [
    "README.md",
    ...readdirSync(new URL("docs", root), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  const unknown = pages.flatMap((page) =>
    Array.from(readFileSync(new URL(page, root), "utf8").matchAll(/\b(?:GET|POST|DELETE) \/[\w./<>{}:-]*[\w>}]/gu), ([address]) => address)
      .filter((address) => !known.has(address))
      .map((address) => `${page}: ${address}`),
  );
  expect(unknown).toEqual([]);
});

test("every answer forbids sniffing, framing and scripts, and carries an id of its request", async () => {
  for (const path of ["/healthz", "/api/incidents", "/nothing"]) {
    const { headers } = await app.get(path);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/u);
    expect(headers.get("x-powered-by")).toBeNull();
  }
});

test("a worker answers for its health and nothing else", async () => {
  const worker = await startApp({ database: app.database, github: app.github, role: "worker" });
  // On a busy machine the queue may take longer for its first answer than a look at it waits.
  await until("it is ready", async () => (await worker.get("/readyz")).status === 200);
  expect((await worker.get("/api/incidents")).status).toBe(404);
  expect((await worker.call("POST", "/hooks/github-partner", { body: "[]" })).status).toBe(404);
});

test("what was stopped no longer takes connections", async () => {
  const short = await startApp({ database: app.database, github: app.github });
  await short.stop();
  await expect(short.get("/healthz")).rejects.toThrow("fetch failed");
});
