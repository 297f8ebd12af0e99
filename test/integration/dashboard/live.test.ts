import { beforeAll, expect, test } from "vitest";
import { uuidv7 } from "../../../src/kernel/ids.ts";
import { type App, startApp } from "../../helpers/app.ts";
import { type Visit, visit } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";
import { until } from "../../helpers/until.ts";

let app: App;
beforeAll(async () => {
  app = await startApp();
});

/** The address that the list of incidents keeps an eye on. */
async function addressIn(path: string, visitor: Visit): Promise<string> {
  return /data-live="(?<address>[^"]+)"/u.exec(await (await visitor.get(path)).text())!.groups!["address"]!.replaceAll("&amp;", "&");
}

/** What a browser does with it. */
async function follow(address: string, { cookie }: Visit) {
  const broken = new AbortController();
  const response = await fetch(app.url + address, { headers: { cookie, accept: "text/event-stream" }, signal: broken.signal });
  const told: { count: number; text: string }[] = [];
  const ended = (async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      for (const [, data] of chunk.matchAll(/^data: (.*)$/gmu)) told.push(JSON.parse(data!) as (typeof told)[number]);
    }
    return true;
  })().catch(() => false);
  return { status: response.status, type: response.headers.get("content-type"), told, ended, breakOff: () => broken.abort() };
}

const asked = async (address: string, { cookie }: Visit): Promise<unknown> =>
  await (await fetch(app.url + address, { headers: { cookie, accept: "application/json" } })).json();

test("a list is told how many incidents in it are new since it was shown, and of no others", async () => {
  const viewer = await visit(app, "viewer");
  await leak(app);
  const [all, none] = [await addressIn("/admin/incidents", viewer), await addressIn("/admin/incidents?q=format:other", viewer)];
  const stream = await follow(all, viewer);
  expect([stream.status, stream.type]).toEqual([200, "text/event-stream"]);
  await leak(app);
  await until("the first is told", () => stream.told.at(-1)?.count === 1 || null);
  await leak(app);
  await until("the second is told", () => stream.told.at(-1)?.count === 2 || null);
  expect(stream.told.at(-1)).toEqual({ count: 2, text: "2 new" });
  expect([await asked(all, viewer), await asked(none, viewer)]).toEqual([
    { count: 2, text: "2 new" },
    { count: 0, text: "0 new" },
  ]);
  stream.breakOff();
});

test("the first page hears of what begins to wait for a person, and of nothing else", async () => {
  const viewer = await visit(app, "viewer");
  const address = await addressIn("/admin", viewer);
  const { incident } = await leak(app);
  expect(await asked(address, viewer)).toEqual({ count: 0, text: "0 new" });
  await app.db.query("update incidents set state = 'closed' where id = $1", [incident]);
  await app.post(`/api/incidents/${incident}/reopen`, { reason: "look again" });
  expect(await asked(address, viewer)).toEqual({ count: 1, text: "1 new" });
});

test("a stream ends with its session, and keeps no session alive", async () => {
  const viewer = await visit(app, "viewer", "Leaving");
  const address = await addressIn("/admin/incidents", viewer);
  await app.db.query("update sessions set seen_at = now() - interval '1 hour' where name = 'Leaving'");
  const stream = await follow(address, viewer);
  await asked(address, viewer);
  const [row] = await app.db.query<{ idle: boolean }>(
    "select seen_at < now() - interval '50 minutes' as idle from sessions where name = 'Leaving'",
  );
  expect(row).toEqual({ idle: true });
  await app.db.query("delete from sessions where name = 'Leaving'");
  await leak(app);
  expect(await stream.ended).toBe(true);
  expect(stream.told).toEqual([]);
  expect((await follow(address, viewer)).status).toBe(401);
});

test("one session keeps at most four streams; what is refused can still ask", async () => {
  const viewer = await visit(app, "viewer");
  const address = await addressIn("/admin/incidents", viewer);
  const streams = await Promise.all([1, 2, 3, 4].map(() => follow(address, viewer)));
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await follow(address, viewer)).status).toBe(503);
  expect(await asked(address, viewer)).toMatchObject({ count: 0 });
  for (const stream of streams) stream.breakOff();
  await until("there is room again", async () => {
    const one = await follow(address, viewer);
    one.breakOff();
    return one.status === 200 || null;
  });
});

test("a list that there is not tells nothing", async () => {
  expect((await (await visit(app, "viewer")).get("/admin/live/nothing?after=0-0")).status).toBe(404);
});

test.each([
  "incidents?after=x",
  "incidents?after=1&q=nonsense",
  "incidents?q=",
  "incidents?after=1&waiting=2",
  "deliveries?after=1",
  "deliveries?after=1-1&source=nobody",
  "notices?after=1-1&state=lost",
])("what is not understood is refused: %s", async (query) => {
  expect((await (await visit(app, "viewer")).get(`/admin/live/${query}`)).status).toBe(400);
});

test("what is committed late, below newer rows, is told all the same", async () => {
  const viewer = await visit(app, "viewer");
  const add = async (madeBeforeMs: number): Promise<void> => {
    const id = uuidv7(Date.now() - madeBeforeMs);
    await app.db.query(
      "insert into deliveries (id, source, body_hash, records) values ($1::uuid, 'github-partner', uuid_send($1::uuid), 0)",
      [id],
    );
  };
  await add(0);
  const address = await addressIn("/admin/deliveries", viewer);
  await add(9_000);
  expect(await asked(address, viewer)).toMatchObject({ count: 1 });
});
