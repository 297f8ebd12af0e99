import { beforeEach, expect, test } from "vitest";
import { readSourceStates, SourceHealth } from "../../../src/incidents/health/source-health.ts";
import { createMetrics, type Metrics } from "../../../src/telemetry/metrics.ts";
import { type TestDatabase, testDatabase } from "../../helpers/database.ts";
import { recordingLog } from "../../unit/sources/support.ts";

let db: TestDatabase["database"];
let metrics: Metrics;
let logged: ReturnType<typeof recordingLog>;
let here: SourceHealth;
/** Another process of the installation. */
let elsewhere: SourceHealth;

beforeEach(async () => {
  db = (await testDatabase()).database;
  metrics = createMetrics();
  logged = recordingLog();
  here = new SourceHealth({ db, metrics, log: logged.log });
  elsewhere = new SourceHealth({ db, metrics: createMetrics(), log: recordingLog().log });
});

const refuse = (health: SourceHealth, times: number, reason: "wrong_signature" | "missing_header" = "wrong_signature"): void => {
  for (let time = 0; time < times; time += 1) health.refused("gitea", reason);
};

async function alarms(): Promise<readonly string[]> {
  await here.exchange();
  return (await readSourceStates(db)).find(({ source }) => source === "gitea")?.alarms ?? [];
}

async function gauge(reason: string): Promise<number | undefined> {
  const { values } = await metrics.sourceAlarm.get();
  return values.find(({ labels }) => labels.source === "gitea" && labels.reason === reason)?.value;
}

const lines = (level: number): { level: number }[] =>
  logged.lines.map((line) => JSON.parse(line) as { level: number }).filter((line) => line.level === level);

test("a source of which ten deliveries in a row are refused raises an alarm, once, and one that is genuine ends it", async () => {
  here.genuine("gitea");
  refuse(here, 9);
  expect(await alarms()).toEqual([]);
  refuse(here, 1);
  expect(await alarms()).toEqual(["nothing_genuine"]);
  refuse(here, 20);
  expect(await alarms()).toEqual(["nothing_genuine"]);
  expect(await gauge("nothing_genuine")).toBe(1);
  expect(lines(40)).toEqual([expect.objectContaining({ source: "gitea", alarm: "nothing_genuine", refusal: "wrong_signature" })]);
  here.genuine("gitea");
  expect(await alarms()).toEqual([]);
  expect([await gauge("nothing_genuine"), lines(30).length]).toEqual([0, 1]);
});

test("the alarm is one of all processes: what each refuses adds up, and what one accepts ends it for all", async () => {
  refuse(here, 5);
  refuse(elsewhere, 5);
  await elsewhere.exchange();
  expect(await alarms()).toEqual(["nothing_genuine"]);
  elsewhere.genuine("gitea");
  await elsewhere.exchange();
  await here.exchange();
  expect(await gauge("nothing_genuine")).toBe(0);
});

test("who knocks without any proof raises no alarm for a source that never delivered, and does for one that did", async () => {
  refuse(here, 50, "missing_header");
  expect(await alarms()).toEqual([]);
  here.genuine("gitea");
  refuse(here, 10, "missing_header");
  expect(await alarms()).toEqual(["nothing_genuine"]);
});

test("fifty records in a row without a token of a known format raise an alarm, and one with a token ends it", async () => {
  here.records("gitea", 40, 1);
  here.records("gitea", 49, 0);
  expect(await alarms()).toEqual([]);
  here.records("gitea", 1, 0);
  expect(await alarms()).toEqual(["nothing_matches"]);
  here.records("gitea", 10, 1);
  expect(await alarms()).toEqual([]);
  const { values } = await metrics.sourceMatchRatio.get();
  expect(values).toEqual([{ labels: { source: "gitea" }, value: 2 / 100 }]);
});

test("a streak to which nothing is added for a day is over, and the next begins anew", async () => {
  refuse(here, 30);
  here.records("gitea", 60, 0);
  expect(await alarms()).toEqual(["nothing_genuine", "nothing_matches"]);
  await db.query("update source_health set refused_at = now() - interval '25 hours', unmatched_at = now() - interval '25 hours'");
  expect(await alarms()).toEqual([]);
  refuse(here, 9);
  here.records("gitea", 49, 0);
  expect(await alarms()).toEqual([]);
});

test("what cannot be told now is told later, and nothing of it is lost or counted twice", async () => {
  refuse(here, 6);
  await db.query("alter table source_health rename to elsewhere");
  await here.exchange();
  await here.exchange();
  expect(lines(40)).toHaveLength(1);
  refuse(here, 4);
  await db.query("alter table elsewhere rename to source_health");
  expect(await alarms()).toEqual(["nothing_genuine"]);
  const [row] = await db.query<{ count: number }>("select refused_in_a_row as count from source_health");
  expect(row?.count).toBe(10);
});

test("when each was last seen can be read: genuine, and refused with the reason", async () => {
  here.refused("azure", "wrong_credentials");
  here.genuine("azure");
  here.genuine("standard");
  await here.exchange();
  const now = Date.now();
  const [azure, standard] = await readSourceStates(db);
  expect(azure).toEqual({
    source: "azure",
    acceptedAt: expect.any(Date),
    refusedAt: expect.any(Date),
    refusal: "wrong_credentials",
    alarms: [],
  });
  expect(standard).toMatchObject({ source: "standard", refusedAt: null, refusal: null });
  expect(Math.abs(now - azure!.acceptedAt!.getTime())).toBeLessThan(60_000);
});
