import { afterAll, beforeAll, expect, it } from "vitest";
import { post } from "../../src/simulate/post.ts";
import { type FakeAlert, FakeGithubApp } from "../../src/simulate/vendors/github-app.ts";
import type { Outgoing } from "../../src/simulate/vendors/vendor.ts";
import { type TestDatabase, testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { freePort } from "../helpers/port.ts";
import { launchTokenward, startTokenward, type Tokenward } from "../helpers/service.ts";
import { until } from "../helpers/until.ts";

const PATIENCE = { withinMs: 60_000, everyMs: 50 };
let far: FakeGithubApp;
let service: Tokenward;
let database: TestDatabase;

beforeAll(async () => {
  far = await FakeGithubApp.start(["secret"]);
  database = await testDatabase();
  service = await start();
});

afterAll(async () => {
  await far.stop();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<Tokenward> {
  return await startTokenward({ DATABASE_URL: database.url.reveal("test"), DATA_DIR: await temporaryFolder(), ...far.env, ...env });
}

async function send({ body, headers, path }: Outgoing) {
  return await post(service.url + path, body, headers, 20_000);
}

async function timelineOf(
  tokenId: string,
): Promise<{ incident: string; events: { action: string; detail: Record<string, unknown> | null }[] }> {
  const incident = (await service.incidentOf(tokenId))!.id;
  const { body } = await service.call("GET", `/api/incidents/${incident}`);
  return { incident, events: (body as { timeline: never[] }).timeline };
}

async function ending(tokenId: string) {
  return await until(
    "the timeline tells what became of the alert",
    async () => (await timelineOf(tokenId)).events.find(({ action }) => action.startsWith("alert.")),
    PATIENCE,
  );
}

const resolved = (alert: FakeAlert) => until("the alert was resolved", () => alert.state === "resolved", PATIENCE);

it("an alert is fetched, its token revoked, its owner mailed, and the alert resolved with a comment that names the incident", async () => {
  const { id, token } = await service.mint("from an alert");
  const alert = far.raise(token, { places: 3 });
  expect((await send(far.alertHook(alert))).status).toBe(202);
  await service.untilNotified([id], 60_000);
  expect(await service.introspect(token)).toEqual({ active: false });
  await resolved(alert);
  const { incident } = await timelineOf(id);
  expect(alert).toMatchObject({ resolution: "revoked", comment: expect.stringContaining(incident) });
  expect(await service.incidentOf(id)).toMatchObject({ state: "revoked", source: "github", occurrence_count: 3 });
  expect((await ending(id)).action).toBe("alert.resolved");
  // GitHub tells us of our own act: nothing follows from it.
  const before = far.asked.length;
  expect((await send(far.alertHook(alert, "resolved"))).status).toBe(202);
  expect(far.asked).toHaveLength(before);
});

it.each([
  [403, "forbidden"],
  [404, "gone"],
  [422, "refused"],
])("GitHub's %i to resolving an alert is an end that the timeline tells as %s", async (status, outcome) => {
  const { id, token } = await service.mint(`refused with ${status}`);
  far.refusal = { status, message: "no" };
  const alert = far.raise(token);
  await send(far.alertHook(alert));
  await service.untilNotified([id], 60_000);
  expect(await ending(id)).toMatchObject({ action: "alert.left_open", detail: { source: "github", outcome } });
  expect(alert.state).toBe("open");
  far.refusal = null;
  expect(await database.database.query("select 1 from obligations where kind = 'report_back'")).toEqual([]);
});

it("another alert about a token that is dead already is resolved as well, and one that a person resolved stays as it is", async () => {
  const { id, token } = await service.mint("in two repositories");
  const [first, second] = [far.raise(token), far.raise(token, { places: 2 })];
  await send(far.alertHook(first));
  await service.untilNotified([id], 60_000);
  await send(far.alertHook(second));
  await resolved(second);
  const third = far.raise(token);
  Object.assign(third, { state: "resolved", resolution: "used_in_tests", comment: "mine" });
  await send(far.alertHook(third));
  await until(
    "the third alert was looked at",
    async () => (await timelineOf(id)).events.some(({ detail }) => detail?.["outcome"] === "already"),
    PATIENCE,
  );
  expect(third).toMatchObject({ resolution: "used_in_tests", comment: "mine" });
});

it("a new installation is looked through page by page, and a process that is killed on the way loses nothing", async () => {
  const minted = await Promise.all(Array.from({ length: 12 }, async (_, index) => await service.mint(`old ${index}`)));
  far.pageSize = 2;
  for (const [index, { token }] of minted.entries()) far.raise(token, { places: 1 + (index % 2) });
  const hook = far.hook("installation", { action: "created", installation: { id: far.installation }, repositories: [] });
  expect((await send(hook)).status).toBe(202);
  await until("some pages were read", () => far.asked.filter((path) => path.endsWith("/secret-scanning/alerts")).length >= 2, PATIENCE);
  await service.process.kill("SIGKILL");
  service = await start();
  await service.untilNotified(
    minted.map(({ id }) => id),
    90_000,
  );
  await until("all alerts were resolved", () => far.alerts.filter(({ state }) => state === "open").length <= 3, {
    ...PATIENCE,
    withinMs: 90_000,
  });
  far.pageSize = 100;
  // What owners may be told in a digest: all that the look back led to, and nothing else.
  expect(await database.database.query("select token_name like 'old %' as old, backfill from incidents group by 1, 2 order by 1")).toEqual([
    { old: false, backfill: false },
    { old: true, backfill: true },
  ]);
}, 180_000);

it("a delivery that nobody was there to take is asked for again, once we are back, and only once", async () => {
  const { id, token } = await service.mint("missed");
  await service.process.kill();
  expect(await far.deliver(far.alertHook(far.raise(token)), service.url)).toBe(0);
  await database.database.query("delete from catch_ups");
  // At the address that GitHub knows.
  service = await start({ PORT: new URL(service.url).port });
  await service.untilNotified([id], 60_000);
  expect(far.asked.filter((path) => path.endsWith("/attempts"))).toHaveLength(1);
  expect(far.deliveries.map(({ redelivery, status }) => [redelivery, status])).toEqual([
    [true, "OK"],
    [false, "failed to connect to host"],
  ]);
});

it("whoever sets this up sees all of it without GitHub: tokenward simulate github plays its API, and tells how the alerts ended", async () => {
  const port = await freePort();
  await service.process.kill();
  const noApp = { GITHUB_APP_ID: "", GITHUB_APP_PRIVATE_KEY: "" };
  service = await start({ ...noApp, GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_TOKEN: "ghp_fake" });
  const minted = await Promise.all(["simulated", "simulated as well"].map(async (name) => await service.mint(name)));
  const env = { GITHUB_WEBHOOK_SECRET: "secret", DATA_DIR: await temporaryFolder() };
  const child = launchTokenward(env, ["simulate", "github", "--url", service.url, "--api-port", String(port)]);
  child.write(minted.map(({ token }) => `${token}\n`).join(""));
  child.end();
  expect([await child.exited, child.stdout()]).toEqual([
    expect.objectContaining({ code: 0 }),
    expect.stringMatching(/^alert 1: resolved as revoked: Revoked by Tokenward, incident [\w-]+\.\nalert 2: resolved as revoked/u),
  ]);
  for (const { token } of minted) expect(await service.introspect(token)).toEqual({ active: false });
  await service.process.kill();
  service = await start();
});

it("events that ask nothing of us are taken and counted, and a body of 25 MB is answered in time", async () => {
  const big = { action: "created", padding: "x".repeat(25 * 1024 * 1024 - 200), alert: { number: 1 } };
  const repository = { id: 1, full_name: "octo/engine" };
  const answer = await send(far.hook("secret_scanning_alert", { ...big, repository }));
  expect([answer.status, answer.ms < 10_000]).toEqual([202, true]);
  for (const [event, action] of [
    ["ping", ""],
    ["secret_scanning_alert", "invented"],
    ["invented", "x"],
  ] as const) {
    expect((await send(far.hook(event, { action, zen: "Design for failure." }))).status).toBe(202);
  }
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toContain('leaks_events_total{source="github",event="ping",outcome="ignored"} 1');
  expect(metrics).toContain('leaks_events_total{source="github",event="other",outcome="ignored"} 2');
});
