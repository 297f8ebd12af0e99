import { beforeAll, expect, test } from "vitest";
import { readTimeline } from "../../../src/audit/trail.sql.ts";
import { Looking, type LookingNeeds } from "../../../src/incidents/acts/looking.ts";
import { HttpFailure } from "../../../src/kernel/http-client.ts";
import { testHeart } from "../../helpers/heart.ts";

const ADDRESS = "https://github.com/o/r/blob/x";
const REPORTERS = new Map([
  ["github-partner", { id: "github-partner", title: "GitHub", ownsHost: (host: string) => host === "github.com" }],
]);

let heart: Awaited<ReturnType<typeof testHeart>>;
beforeAll(async () => {
  heart = await testHeart();
});

const lookingWith = (open: LookingNeeds["open"]): Looking => new Looking({ ...heart, reporters: REPORTERS, open });
const nowhere: LookingNeeds["open"] = () => Promise.reject(new Error("nothing may be opened"));

async function place(url: string | null = ADDRESS): Promise<{ token: string; incident: string; place: string }> {
  const { id, text } = await heart.mint();
  await heart.report([{ token: text, url }]);
  const [row] = await heart.db.query<{ incident: string; place: string }>(
    "select i.id as incident, o.id as place from incidents i join occurrences o on o.incident_id = i.id where i.token_id = $1",
    [id],
  );
  return { token: text, ...row! };
}

test.each<[string, (token: string) => { status: number; body: string }, string]>([
  ["holds the token", (token) => ({ status: 200, body: `<html>{"rawLines":["TOKEN=${token}"]}</html>` }), "still_there"],
  ["holds another copy of it", (token) => ({ status: 200, body: `\n${token} ` }), "still_there"],
  ["holds nothing of it", () => ({ status: 200, body: "<html></html>" }), "not_seen"],
  ["is not there", () => ({ status: 404, body: "" }), "gone"],
  ["is kept back", () => ({ status: 451, body: "" }), "gone"],
  ["refuses", () => ({ status: 403, body: "" }), "failed"],
])("a place that %s is told so, and what was found is on the timeline", async (_what, answer, result) => {
  const { incident, place: id, token } = await place();
  const opened: string[] = [];
  const looking = lookingWith(async (url) => {
    opened.push(url);
    const { body, status } = answer(token);
    return { status, body: Buffer.from(body) };
  });
  expect(await looking.look(incident, id, "admin:Grace")).toBe(result);
  expect(opened).toEqual([ADDRESS]);
  const last = (await readTimeline(heart.db, incident)).at(-1)!;
  expect([last.action, last.actor]).toEqual(["incident.place_looked_at", "admin:Grace"]);
  expect(JSON.parse(last.detail!)).toMatchObject({ place: id, result });
  expect(last.detail).not.toContain(token);
});

test("another token at the same place is not this one", async () => {
  const { incident, place: id } = await place();
  const { text } = await heart.mint();
  const looking = lookingWith(async () => ({ status: 200, body: Buffer.from(text) }));
  expect(await looking.look(incident, id, "admin:Grace")).toBe("not_seen");
});

test("a host that does not answer leaves it open, and says no address", async () => {
  const { incident, place: id } = await place();
  const looking = lookingWith(() => Promise.reject(new HttpFailure("github.com", "timeout", "no whole answer within 8000 ms")));
  expect(await looking.look(incident, id, "admin:Grace")).toBe("failed");
});

test.each([
  "http://github.com/o/r",
  "https://github.com.evil.example/x",
  "https://github.com@evil.example/x",
  "https://github.com:8443/x",
  "https://169.254.169.254/latest/meta-data",
  null,
])("an address that is not one of its source is opened by nobody: %s", async (url) => {
  const { incident, place: id } = await place(url);
  await expect(lookingWith(nowhere).look(incident, id, "admin:Grace")).rejects.toThrow("no address that may be opened");
});

test("a place of another incident, or one that was forgotten, is not opened", async () => {
  const one = await place();
  const other = await place(`${ADDRESS}?other`);
  await expect(lookingWith(nowhere).look(one.incident, other.place, "admin:Grace")).rejects.toThrow("no such place");
  await heart.db.query("update occurrences set url = null, purged_at = now() where id = $1", [one.place]);
  await expect(lookingWith(nowhere).look(one.incident, one.place, "admin:Grace")).rejects.toThrow("no address that may be opened");
});
