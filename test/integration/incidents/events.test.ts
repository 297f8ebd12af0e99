import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { EventIntake } from "../../../src/incidents/intake/events.ts";
import { AppError } from "../../../src/kernel/errors.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { withLease } from "../../../src/obligations/lease.ts";
import { claimDue } from "../../../src/obligations/obligations.sql.ts";
import type { EventSource, Omission, RawRequest, SourceEvent } from "../../../src/sources/source.ts";
import { testHeart } from "../../helpers/heart.ts";

const AT = new Date("2026-11-21T08:00:00Z");

/** Events that name the token they point to; a fetch finds it, or fails as long as `down`. */
async function testEvents(options: { access?: boolean } = {}) {
  const heart = await testHeart();
  const { db, intake, keyring, log, metrics } = heart;
  const far = { down: false, retryAfter: 0, fetched: [] as SourceEvent[], omissions: [] as Omission[] };
  const fetch = async (event: SourceEvent) => {
    far.fetched.push(event);
    if (far.down) throw new AppError("unavailable", "the host does not answer", far.retryAfter > 0 ? { retryAfter: far.retryAfter } : {});
    const { token } = event.detail as { token: string };
    const reports = [{ token: new Secret(token), type: "push", url: null, place: "commit" }];
    return await Promise.resolve({ reports, omissions: far.omissions });
  };
  const source: EventSource = {
    kind: "events",
    id: "gitlab",
    title: "test",
    authenticate: async () => await Promise.resolve({ ok: true }),
    read: ({ body, headers }) => {
      const [name = ""] = headers["x-event"] ?? [];
      return name === "push" || name === "alert" ? { event: { name, detail: { token: body.toString() } } } : { ignored: name };
    },
    accepted: { status: 202 },
    fetch: options.access === false ? null : fetch,
    ownsHost: () => false,
  };
  const woken: string[] = [];
  const sources = new Map([[source.id, source]]);
  const events = new EventIntake({ db, intake, keyring, log, sources, metrics, wake: (kinds) => void woken.push(...kinds) });
  const request = (name: string, body: string): RawRequest => ({ headers: { "x-event": [name] }, body: Buffer.from(body) });
  return {
    ...heart,
    far,
    woken,
    receive: async (name: string, body: string) => await events.receive(source, request(name, body), AT),
    async work(): Promise<void> {
      for (const kind of ["fetch", "scan"] as const) {
        const lease = randomUUID();
        await claimDue(db, kind, 10, 10, lease, 5);
        await withLease(db, log, lease, (batch) => events.fetchKept(batch));
      }
    },
    counted: async () =>
      (await metrics.events.get()).values.map(({ labels, value }) => `${String(labels.event)} ${String(labels.outcome)} ${value}`),
    notScanned: async () =>
      (await metrics.notScanned.get()).values.map(({ labels, value }) => `${String(labels.source)} ${String(labels.reason)} ${value}`),
    owed: () => db.query<{ kind: string }>("select kind from obligations"),
  };
}

it("an event is committed sealed, fetched by a job, and becomes an incident", async () => {
  const heart = await testEvents();
  const { text } = await heart.mint();
  expect(await heart.receive("push", text)).toEqual({ status: 202 });
  expect(heart.woken).toEqual(["scan"]);
  const [kept] = await heart.db.query<{ sealed_body: Buffer }>("select sealed_body from postponed_deliveries");
  expect(kept!.sealed_body.includes(Buffer.from(text.slice(-20)))).toBe(false);
  await heart.work();
  expect(await heart.incidents()).toMatchObject([{ state: "revoking", verdict: "genuine" }]);
  expect(await heart.owed()).toEqual([{ kind: "revoke" }]);
  expect(await heart.db.query("select source, received_at from postponed_deliveries")).toEqual([]);
  expect(await heart.db.query("select source, records from deliveries")).toEqual([{ source: "gitlab", records: 1 }]);
});

it("an event that comes again is one event, while it waits and after it was fetched", async () => {
  const heart = await testEvents();
  const { text } = await heart.mint();
  await Promise.all([heart.receive("push", text), heart.receive("push", text)]);
  expect(await heart.owed()).toEqual([{ kind: "scan" }]);
  await heart.work();
  await heart.receive("push", text);
  expect(await heart.owed()).toEqual([{ kind: "revoke" }]);
  expect(heart.far.fetched).toHaveLength(1);
  expect(await heart.counted()).toEqual(["push kept 1", "push repeated 2"]);
});

it("what a host found never waits for what was pushed, of which there may be any amount", async () => {
  const heart = await testEvents();
  await heart.receive("push", "a");
  await heart.receive("alert", "b");
  expect([await heart.owed(), heart.woken]).toEqual([
    [{ kind: "scan" }, { kind: "fetch" }],
    ["scan", "fetch"],
  ]);
});

it("an event that asks nothing of us is answered alike, counted and not stored", async () => {
  const heart = await testEvents();
  expect(await heart.receive("ping", "{}")).toEqual({ status: 202 });
  expect(await heart.counted()).toEqual(["ping ignored 1"]);
  expect(await heart.db.query("select 1 from postponed_deliveries")).toEqual([]);
  expect(heart.woken).toEqual([]);
});

it("an event of a host that we have no access to is counted and not kept for ever", async () => {
  const heart = await testEvents({ access: false });
  expect(await heart.receive("push", "x")).toEqual({ status: 202 });
  expect(await heart.counted()).toEqual(["push no_access 1"]);
  expect(await heart.owed()).toEqual([]);
});

it("a host that is down loses nothing: the event stays owed, and is tried again with patience", async () => {
  const heart = await testEvents();
  const { text } = await heart.mint();
  heart.far.down = true;
  await heart.receive("push", text);
  await heart.work();
  const [put] = await heart.db.query<{ error: string; later: boolean }>(
    "select last_error as error, due_at > now() as later from obligations where kind = 'scan'",
  );
  expect(put).toEqual({ error: expect.stringContaining("the host does not answer"), later: true });
  heart.far.down = false;
  await heart.db.query("update obligations set due_at = now()");
  await heart.work();
  expect(await heart.incidents()).toMatchObject([{ state: "revoking" }]);
});

it("what was not looked at is told in the trail, where a token in its name is redacted, and in a metric", async () => {
  const heart = await testEvents();
  const { text } = await heart.mint();
  heart.far.omissions.push({ reason: "large_file", count: 3, where: `octo/engine 1234 dumps/${text}.sql` });
  await heart.receive("push", text);
  await heart.work();
  const [told] = await heart.db.query<{ detail: string }>("select detail::text from audit_events where action = 'delivery.incomplete'");
  expect(JSON.parse(told!.detail)).toMatchObject({
    source: "gitlab",
    notScanned: [{ reason: "large_file", count: 3, where: expect.stringMatching(/^octo\/engine 1234 dumps\/tokenward-.*\.sql$/u) }],
  });
  expect(told!.detail).not.toContain(text.slice(-20));
  expect(await heart.notScanned()).toEqual(["gitlab large_file 3"]);
  expect(await heart.incidents()).toMatchObject([{ state: "revoking" }]);
});

it("a host that asks for patience gets it; one that stays away for too long is given up, and that is told as well", async () => {
  const heart = await testEvents();
  heart.far.down = true;
  heart.far.retryAfter = 1_800;
  await heart.receive("push", "x");
  await heart.work();
  const [put] = await heart.db.query<{ minutes: number }>(
    "select round(extract(epoch from due_at - now()) / 60)::int as minutes from obligations where kind = 'scan'",
  );
  expect(put!.minutes).toBe(30);
  await heart.db.query("update obligations set due_at = now(), attempts = 149");
  await heart.work();
  expect(await heart.db.query("select dead_at is not null as dead from obligations")).toEqual([{ dead: true }]);
  const [told] = await heart.db.query<{ detail: { notScanned: unknown } }>(
    "select detail::json as detail from audit_events where action = 'delivery.incomplete'",
  );
  expect(told!.detail.notScanned).toEqual([{ reason: "given_up", count: 1, where: "the host does not answer" }]);
  expect(await heart.notScanned()).toEqual(["gitlab given_up 1"]);
});
