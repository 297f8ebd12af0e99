import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Database } from "../src/db/database.ts";
import { applyMigrations } from "../src/db/migrate.ts";
import type { Candidate } from "../src/formats/format.ts";
import { BuiltinIssuer } from "../src/issuers/builtin/builtin.ts";
import type { RevokeRequest } from "../src/issuers/issuer.ts";
import { createIssuers } from "../src/issuers/registry.ts";
import { chunks } from "../src/kernel/collections.ts";
import { Keyring } from "../src/kernel/keyring.ts";
import { createLogger } from "../src/kernel/log.ts";
import { Secret } from "../src/kernel/secret.ts";
import { percentile, type Row } from "./table.ts";

// `BENCH_TOKENS=10000000 npm run bench -- "builtin issuer"` adds ten million, which take some minutes to make.
const SIZES = [
  1_000,
  10_000,
  100_000,
  1_000_000,
  ...(process.env["BENCH_TOKENS"] === undefined ? [] : [Number(process.env["BENCH_TOKENS"])]),
];
const BATCH = 1_000;
const LOOKUPS = 20;
const REVOCATIONS = 5;
const FILL_MS = 1_800_000;
const LOG = createLogger("error");

/** Those that are looked up and revoked lie anywhere among the others. */
const knownIds = (size: number): string[] => Array.from({ length: Math.min(size, BATCH * (REVOCATIONS + 1)) }, () => randomUUID());

/** What is measured: an issuer with so many stored tokens, of which these are looked up and revoked. */
interface Subject {
  readonly name: string;
  readonly ids: readonly string[];
  readonly lookup: (candidates: readonly Candidate[]) => Promise<unknown>;
  readonly revoke: (requests: readonly RevokeRequest[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** The built-in issuer, from a thousand stored tokens on: the cost of a batch. */
export async function benchBuiltinIssuer(serverUrl: Secret): Promise<Row[]> {
  return await benchIssuer(serverUrl, setBuiltin);
}

/** The same with the shipped configuration on a database like PyPI's. */
export async function benchSqlIssuer(serverUrl: Secret): Promise<Row[]> {
  return await benchIssuer(serverUrl, setWarehouse);
}

async function benchIssuer(serverUrl: Secret, set: (url: Secret, size: number) => Promise<Subject>): Promise<Row[]> {
  const server = new Database(serverUrl, LOG, { name: "bench server", max: 1 });
  const url = new URL(serverUrl.reveal("bench"));
  const rows: Row[] = [];
  for (const size of SIZES) {
    const name = `issuer_${size}`;
    await server.query(`create database ${name}`);
    const subject = await set(new Secret(Object.assign(new URL(url), { pathname: `/${name}` }).href), size);
    rows.push(...(await measure(subject, `${subject.name}, ${size.toLocaleString("en-US")} stored tokens`)));
    await subject.close();
    await server.query(`drop database ${name}`);
  }
  await server.close();
  return rows;
}

async function setBuiltin(url: Secret, size: number): Promise<Subject> {
  const db = new Database(url, LOG, { name: "bench builtin", max: 2, statementTimeoutMs: FILL_MS });
  await applyMigrations(db, createLogger("error"));
  const keyring = new Keyring(new Secret(Buffer.alloc(32, 1)));
  await db.query(
    "insert into owners (id, name, email) select gen_random_uuid(), 'u' || n, 'u' || n || '@bench.test' from generate_series(1, $1::int) n",
    [Math.max(1, size >> 3)],
  );
  // Indexes are built when all rows are there: a random identifier at a time, ten million take an hour.
  await db.query("alter table tokens drop constraint tokens_pkey");
  await db.query("drop index tokens_owner");
  await db.query(
    `insert into tokens (id, owner_id, name, location, root_key, caveats)
     select gen_random_uuid(), (array(select id from owners order by id limit 1000))[1 + n % least(1000, (select count(*) from owners))],
            'bench', 'bench.test', '\\x', '{}'
     from generate_series(1, $1::int) n`,
    [size],
  );
  await db.query("alter table tokens add primary key (id)");
  await db.query("create index tokens_owner on tokens (owner_id)");
  const ids = await sealSome(db, keyring, size);
  await db.query("vacuum analyze");
  await showPlan(
    db,
    "select t.*, o.name from tokens t join owners o on o.id = t.owner_id where t.id = any($1::uuid[])",
    ids.slice(0, BATCH),
  );
  const issuer = new BuiltinIssuer({ db, lookupDb: db, keyring, prefix: "tokenward-", location: "bench.test" });
  return {
    name: "builtin issuer",
    ids,
    lookup: (candidates) => issuer.lookup(candidates),
    revoke: (requests) => db.transaction((tx) => issuer.revoke(requests, tx)),
    close: () => db.close(),
  };
}

/** Gives some of the stored tokens, wherever they lie, keys that can be opened. Answers their ids. */
async function sealSome(db: Database, keyring: Keyring, size: number): Promise<string[]> {
  const wanted = Math.min(size, BATCH * (REVOCATIONS + 1));
  const sample = `select id from tokens tablesample bernoulli(least(100, 150.0 * ${wanted} / ${size})) order by random() limit ${wanted}`;
  const ids = (await db.query<{ id: string }>(sample)).map(({ id }) => id);
  for (const some of chunks(ids, 5_000)) {
    const sealed = some.map((id) => keyring.seal(Buffer.alloc(32, 2), `token ${id}`));
    await db.query("update tokens t set root_key = u.key from unnest($1::uuid[], $2::bytea[]) as u (id, key) where t.id = u.id", [
      some,
      sealed,
    ]);
  }
  return ids;
}

async function setWarehouse(url: Secret, size: number): Promise<Subject> {
  const db = new Database(url, LOG, { name: "bench warehouse", max: 2, statementTimeoutMs: FILL_MS });
  const ids = await fillWarehouse(db, size);
  const file = await readFile(new URL("../docs/examples/warehouse.json", import.meta.url), "utf8");
  const { issuers } = JSON.parse(file) as { issuers: [{ id: string; kind: string; title: string; statements: { lookup: string[] } }] };
  const { id, kind, title, ...options } = issuers[0];
  const observe = () => ({ onCall: () => undefined, onCircuit: () => undefined });
  const [issuer] = await createIssuers([{ id, kind, title, options: { ...options, url } }], { log: LOG, observe });
  await showPlan(db, options.statements.lookup.join(" ").replace(":identifiers", "$1"), ids.slice(0, BATCH));
  await db.close();
  return {
    name: "sql issuer",
    ids,
    lookup: (candidates) => issuer!.lookup(candidates),
    revoke: (requests) => issuer!.revoke(requests),
    close: () => issuer!.close(),
  };
}

async function showPlan(db: Database, statement: string, ids: readonly string[]): Promise<void> {
  const plan = await db.query<{ line: string }>(`explain (analyze, costs off, timing off, summary off, buffers off) ${statement}`, [ids]);
  const lines = plan.map(
    (row) =>
      `    ${Object.values(row)
        .join()
        .replace(/\{.{100,}\}/u, "{…}")}`,
  );
  process.stderr.write(`${lines.join("\n")}\n`);
}

/** Answers the ids that will be looked up and revoked; they lie anywhere among the others. */
async function fillWarehouse(db: Database, size: number): Promise<string[]> {
  await db.pool.query(await readFile(new URL("../test/fixtures/warehouse.sql", import.meta.url), "utf8"));
  const users = Math.max(1, size >> 3);
  await db.query(`insert into users (username, name) select 'u' || n, '' from generate_series(1, $1::int) n`, [users]);
  await db.query(
    `insert into user_emails (user_id, email, "primary", verified) select id, username || '@bench.test', true, true from users`,
  );
  const known = knownIds(size);
  const add = `insert into macaroons (id, user_id, description, caveats, key)
    select t.id, u.id, 't' || t.id, jsonb_build_array(jsonb_build_array(3, u.id)), sha256(t.n::text::bytea)
    from (SOURCE) t (id, n) join (select id, row_number() over () - 1 as n from users) u on u.n = t.n % ${users}`;
  await db.query(add.replace("SOURCE", "select gen_random_uuid(), generate_series(1, $1::int)"), [size - known.length]);
  for (const some of chunks(known, 5_000))
    await db.query(add.replace("SOURCE", "select * from unnest($1::uuid[]) with ordinality"), [some]);
  await db.query("analyze");
  return known;
}

async function measure({ ids, lookup, revoke }: Subject, among: string): Promise<Row[]> {
  const batch = ids.slice(0, BATCH).map(candidateOf);
  await timesOf(5, () => lookup(batch));
  const many = await timesOf(LOOKUPS, () => lookup(batch));
  const one = await timesOf(LOOKUPS * 10, (round) => lookup([candidateOf(ids[round % ids.length]!)]));
  const rounds = Math.min(REVOCATIONS, Math.floor(ids.length / BATCH) - 1);
  const revoked = await timesOf(rounds, (round) => revoke(ids.slice((round + 1) * BATCH, (round + 2) * BATCH).map(requestOf)));
  return [
    { what: `${among}: look up 1,000, p50`, value: percentile(many, 50), unit: "ms" },
    { what: `${among}: look up 1, p50`, value: percentile(one, 50), unit: "ms" },
    ...(revoked.length === 0 ? [] : [{ what: `${among}: revoke 1,000, p50`, value: percentile(revoked, 50), unit: "ms" }]),
  ];
}

async function timesOf(rounds: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await work(round);
    times.push(performance.now() - start);
  }
  return times;
}

function candidateOf(identifier: string): Candidate {
  const text = new Secret("pypi-");
  const lookup = { by: "identifier", identifier } as const;
  return { format: "pypi", start: 0, end: 5, text, bytes: new Secret(Buffer.alloc(0)), lookup, wholeness: "exact", redacted: "pypi-…" };
}

function requestOf(tokenId: string): RevokeRequest {
  const incidentId = randomUUID();
  return { tokenId, incidentId, idempotencyKey: `${incidentId}-1`, reason: `leaked (incident ${incidentId})`, token: null };
}
