import { type IncidentFilter, selectAttention, selectIncidents } from "../src/incidents/queries/queries.sql.ts";
import { dropHistory } from "../src/incidents/retention/history.ts";
import { benchLatency } from "./alerts.ts";
import { post, sign } from "./load.ts";
import type { Stage } from "./stage.ts";
import { percentile, type Row } from "./table.ts";

const SIZES = [10_000, 100_000, 1_000_000];
const AT_ONCE = 100_000;
const ROUNDS = 20;
const PAGE = 50;
const BATCH = 1_000;

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
};

/** What the incidents that are there cost whoever comes: lists, searches, reports, revocations; and what it costs to drop their history. */
export async function benchGrowth(stage: Stage): Promise<Row[]> {
  const rows: Row[] = [];
  let there = 0;
  for (const size of SIZES) {
    for (; there < size; there = Math.min(size, there + AT_ONCE)) await addIncidents(stage, there, Math.min(size, there + AT_ONCE));
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

/** Incidents of the last year, each with a place, a delivery and a block of the trail. Of a hundred, 94 are unknown, 5 revoked and 1 waits for a person. */
async function addIncidents({ db }: Stage, from: number, to: number): Promise<void> {
  const numbers = [from, to - 1];
  const at = "now() - interval '366 days' + interval '265 days' * n / 1000000";
  const id = (kind: string): string => `('01900000-0000-7000-8${kind}00-' || lpad(to_hex(n), 12, '0'))::uuid`;
  await db.query(
    `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_id, token_hint, token_name, token_caveats,
       owner_name, owner_email, source, occurrence_count, round, attention_reason, reported_at, verified_at, revoked_at)
     select ${id("0")}, sha256(n::text::bytea), case when n % 100 = 0 then 'needs_attention' when n % 20 = 0 then 'revoked' else 'dismissed' end,
       case when n % 20 = 0 then 'genuine' else 'unknown' end, 'exact', 'tokenward', 'builtin', case when n % 20 = 0 then gen_random_uuid()::text end,
       'tokenward-AgEI…1xQ', 'grown', '[]', case when n % 20 = 0 then 'Grown' end, case when n % 20 = 0 then 'o' || n || '@bench.test' end,
       'github-partner', 1, 1, case when n % 100 = 0 then 'of the bench' end, ${at}, ${at}, case when n % 20 = 0 then ${at} end
     from generate_series($1::int, $2::int) n`,
    numbers,
  );
  await db.query(
    `insert into occurrences (incident_id, delivery_id, source, copy_detail, seen_at, purged_at)
     select ${id("0")}, ${id("1")}, 'github-partner', 'exact', ${at}, ${at} + interval '30 days' from generate_series($1::int, $2::int) n`,
    numbers,
  );
  await db.query(
    `insert into deliveries (id, source, body_hash, received_at, records, labels)
     select ${id("1")}, 'github-partner', sha256(n::text::bytea), ${at}, 1, 'f' from generate_series($1::int, $2::int) n`,
    numbers,
  );
  await db.query(
    `insert into audit_blocks (seq, id, at, root, hash)
     select (select coalesce(max(seq), 0) from audit_blocks) + 1 + n - $1, ${id("2")}, ${at}, sha256(''), sha256('') from generate_series($1::int, $2::int) n`,
    numbers,
  );
  await db.query(
    `insert into audit_events (block, position, incident_id, actor, action, commitment, salt, detail)
     select ${id("2")}, p, case when p = 0 then ${id("0")} end, 'intake', case when p = 0 then 'incident.reported' else 'delivery.accepted' end, sha256(''),
       '\\x00112233445566778899aabbccddeeff', '{"state":"dismissed","verdict":"unknown","detail":"exact","source":"github-partner","places":1}'
     from generate_series($1::int, $2::int) n cross join generate_series(0, 1) p`,
    numbers,
  );
}

async function look({ db }: Stage, among: string): Promise<Row[]> {
  const list = (filter: Partial<IncidentFilter>) => () => selectIncidents(db, { ...ANY, ...filter }, null, PAGE);
  const middle = { reportedAt: new Date(Date.now() - 250 * 86_400_000), id: "00000000-0000-0000-0000-000000000000" };
  const [known] = await db.query<{ token: string; owner: string }>(
    "select token_id as token, owner_email as owner from incidents where token_id is not null order by reported_at limit 1",
  );
  const looks: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["newest page", list({})],
    ["a page in the middle", () => selectIncidents(db, ANY, middle, PAGE)],
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
