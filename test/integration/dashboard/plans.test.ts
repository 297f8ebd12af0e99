import { beforeAll, expect, test } from "vitest";
import { addressesOf } from "../../../bench/pages/addresses.ts";
import { addIncidents } from "../../../bench/pages/incidents.ts";
import { recordStatements, type Scan, scansOf } from "../../../bench/pages/statements.ts";
import { addWork } from "../../../bench/pages/work.ts";
import { isReadThrough, type ListPosition } from "../../../src/incidents/queries/queries.sql.ts";
import { parseQuery } from "../../../src/incidents/queries/query-language.ts";
import { type IncidentPage, searchIncidents } from "../../../src/incidents/queries/search.ts";
import { type App, startApp } from "../../helpers/app.ts";
import { visit } from "../../helpers/dashboard.ts";

const SIZE = 30_000;
const MOST_BYTES = 150_000;
// The groups of what was given up are of the newest 20,000; there are more incidents than that.
const MOST_ROWS = 22_000;
const GROWS = [
  "incidents",
  "occurrences",
  "deliveries",
  "audit_blocks",
  "audit_events",
  "notices",
  "messages",
  "parcels",
  "mail_addresses",
];

let app: App;
let asked: ReturnType<typeof addressesOf>;

beforeAll(async () => {
  app = await startApp();
  await addIncidents(app.db, 0, SIZE, { size: SIZE, days: 366, genuineEach: 2 });
  asked = addressesOf(await addWork(app.db, SIZE));
  await app.db.query("vacuum analyze");
}, 300_000);

// These read as many as they say, which is bounded: figures the newest 50,000, a bulk job its own 50,000, a search its windows.
function isBounded(path: string): boolean {
  const { pathname, searchParams } = new URL(path, app.url);
  const q = searchParams.get("q") ?? "";
  return /^\/admin\/(?:figures|bulk.*)$/u.test(pathname) || q === "nonsense" || isReadThrough(parseQuery(q));
}

test("no page of the dashboard reads a whole table that grows, nor many rows to show a few", { timeout: 300_000 }, async () => {
  const grace = await visit(app);
  const faults: string[] = [];
  for (const { path, what } of asked.filter((one) => !isBounded(one.path))) {
    const statements = await recordStatements(async () => await (await grace.get(path)).arrayBuffer());
    for (const statement of statements.filter(({ sql }) => /^\s*(?:select|with)/u.test(sql))) {
      const scans = await scansOf(app.db, statement);
      faults.push(...scans.filter(isFault).map(({ how, rows, table }) => `${what}: ${how} on ${table}, ${rows} rows`));
    }
  }
  expect(faults).toEqual([]);
});

function isFault({ how, rows, table }: Scan): boolean {
  return rows > MOST_ROWS || (how === "Seq Scan" && GROWS.includes(table));
}

test("no page of the dashboard is longer than 150 KB, whatever people wrote", { timeout: 300_000 }, async () => {
  const grace = await visit(app);
  const long: string[] = [];
  for (const { path, what } of asked) {
    const { byteLength } = await (await grace.get(path)).arrayBuffer();
    if (byteLength > MOST_BYTES) long.push(`${what}: ${byteLength} bytes`);
  }
  expect(long).toEqual([]);
});

test("a search for what no index knows looks through so many at most, and goes on from there until all is found", async () => {
  const filter = parseQuery("verdict:unknown state:closed");
  await app.db.query("update incidents set state = 'closed' where state = 'dismissed' and fingerprint between '\\x20' and '\\x22'");
  const all = await app.db.query<{ id: string }>("select id from incidents where state = 'closed' order by reported_at desc, id desc");
  expect(all.length).toBeGreaterThan(0);
  const found: string[] = [];
  let cut = 0;
  for (let position: ListPosition | null = null; ; ) {
    const page: IncidentPage = await searchIncidents(app.db, filter, position, 3, [20, 180]);
    found.push(...page.rows.map(({ id }) => id));
    if (page.lookedThrough !== null) cut += 1;
    expect(page.lookedThrough === null || page.lookedThrough === 200).toBe(true);
    if (page.next === null) break;
    position = page.next;
  }
  expect(found).toEqual(all.map(({ id }) => id));
  expect(cut).toBeGreaterThan(3);
});
