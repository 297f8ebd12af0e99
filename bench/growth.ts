import { type IncidentFilter, selectAttention } from "../src/incidents/queries/queries.sql.ts";
import { searchIncidents } from "../src/incidents/queries/search.ts";
import { dropHistory } from "../src/incidents/retention/history.ts";
import { benchLatency } from "./alerts.ts";
import { post, sign } from "./load.ts";
import { addIncidents, type Growth } from "./pages/incidents.ts";
import type { Stage } from "./stage.ts";
import { percentile, type Row } from "./table.ts";

const SIZES = [10_000, 100_000, 1_000_000];
const AT_ONCE = 100_000;
const ROUNDS = 20;
const PAGE = 50;
const BATCH = 1_000;
// Old enough to be forgotten.
const YEAR: Growth = { size: 1_000_000, days: 265, genuineEach: 20 };

const ANY: IncidentFilter = {
  state: null,
  verdict: null,
  format: null,
  issuer: null,
  source: null,
  token: null,
  owner: null,
  age: null,
  occurrences: null,
  assignee: null,
  mentions: null,
};

/** What the incidents that are there cost whoever comes: lists, searches, reports, revocations; and what it costs to drop their history. */
export async function benchGrowth(stage: Stage): Promise<Row[]> {
  const rows: Row[] = [];
  let there = 0;
  for (const size of SIZES) {
    for (; there < size; there = Math.min(size, there + AT_ONCE))
      await addIncidents(stage.db, there, Math.min(size, there + AT_ONCE), YEAR);
    await stage.db.query("analyze");
    rows.push(...(await look(stage, `${size.toLocaleString("en-US")} incidents`)));
  }
  rows.push(...(await sizes(stage, there)), ...(await report(stage, `${there.toLocaleString("en-US")} incidents`)));
  return [...rows, ...(await drop(stage, there))];
}

async function sizes({ db }: Stage, incidents: number): Promise<Row[]> {
  const tables = await db.query<{ name: string; bytes: string }>(
    `select relname as name, pg_total_relation_size(oid) as bytes from pg_class
     where relname in ('incidents', 'occurrences', 'deliveries', 'audit_blocks', 'audit_events') order by relname`,
  );
  return tables.map(({ bytes, name }) => ({
    what: `${name}, with indexes, for each incident`,
    value: Number(bytes) / incidents,
    unit: "bytes",
  }));
}

async function look({ db }: Stage, among: string): Promise<Row[]> {
  const list = (filter: Partial<IncidentFilter>) => () => searchIncidents(db, { ...ANY, ...filter }, null, PAGE);
  const middle = { reportedAt: new Date(Date.now() - 250 * 86_400_000), id: "00000000-0000-0000-0000-000000000000" };
  const [known] = await db.query<{ token: string; owner: string }>(
    "select token_id as token, owner_email as owner from incidents where token_id is not null order by reported_at limit 1",
  );
  const looks: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["newest page", list({})],
    ["a page in the middle", () => searchIncidents(db, ANY, middle, PAGE)],
    ["what waits for a person", () => selectAttention(db, null, PAGE)],
    ["verdict:genuine", list({ verdict: "genuine" })],
    ["token:…, an old one", list({ token: known!.token })],
    ["owner:…, an old one", list({ owner: known!.owner })],
    ["owner:…, nobody", list({ owner: "nobody@bench.test" })],
    ["format:…, none of it", list({ format: "none" })],
  ];
  const rows: Row[] = [];
  for (const [what, ask] of looks) rows.push({ what: `${among}: ${what}, p50`, value: await typical(ask), unit: "ms" });
  return rows;
}

async function report(stage: Stage, among: string): Promise<Row[]> {
  const minted = await stage.mint(BATCH);
  const delivery = sign(
    stage.github,
    minted.map(({ token }) => token),
  );
  const began = performance.now();
  await post(stage.hook, delivery);
  const accepted = performance.now() - began;
  const latency = await benchLatency(stage, 50, 10, "");
  return [
    { what: `${among}: a delivery of ${BATCH} accepted`, value: accepted, unit: "ms" },
    ...latency.map((row) => ({ ...row, what: `${among}: ${row.what}` })),
  ];
}

async function typical(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return percentile(times, 50);
}

/** All of it at once, and alerts that come meanwhile. */
async function drop(stage: Stage, incidents: number): Promise<Row[]> {
  await stage.db.query("update outgoing_progress set seq = (select max(seq) from audit_blocks)");
  const began = performance.now();
  let seconds = 0;
  const dropping = dropHistory(stage.db, 60).then((dropped) => {
    seconds = (performance.now() - began) / 1_000;
    return dropped;
  });
  const latency = await benchLatency(stage, 50, 10, "");
  const { deliveries, events, places } = await dropping;
  const what = `the history of ${incidents.toLocaleString("en-US")} incidents is dropped`;
  return [
    { what: `${what}: ${(deliveries + places + events).toLocaleString("en-US")} rows`, value: seconds, unit: "s" },
    { what: `${what}: rows`, value: (deliveries + places + events) / seconds, unit: "rows/s" },
    ...latency.map((row) => ({ ...row, what: `meanwhile: ${row.what}` })),
  ];
}
