import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SignInLinks } from "../../src/access/sign-in-links.ts";
import { startService } from "../../src/compose/service.ts";
import { loadConfig } from "../../src/config/load.ts";
import { Keyring } from "../../src/kernel/keyring.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { Secret } from "../../src/kernel/secret.ts";
import type { Stage } from "../stage.ts";
import { percentile, type Row } from "../table.ts";
import { type Asked, addressesOf } from "./addresses.ts";
import { addIncidents } from "./incidents.ts";
import { recordStatements, scansOf } from "./statements.ts";
import { addWork } from "./work.ts";

const RESULTS = fileURLToPath(new URL("../results/", import.meta.url));
const AT_ONCE = 100_000;
const ROUNDS = 40;
const MOST_MS = 200;
const MOST_BYTES = 150_000;

/** Every list, search, chart and page of the dashboard beside `size` incidents, over HTTP; and how each of their statements is carried out. */
export async function benchPages(stage: Stage, size: number): Promise<Row[]> {
  for (let there = 0; there < size; there += AT_ONCE)
    await addIncidents(stage.db, there, Math.min(size, there + AT_ONCE), { size, days: 366, genuineEach: 2 });
  const asked = addressesOf(await addWork(stage.db, size));
  await stage.db.query("vacuum analyze");
  const site = new URL(stage.hook).origin;
  const cookie = await signIn(stage, site);
  const figures: Figure[] = [];
  for (const one of asked) figures.push(await ask(site, cookie, one));
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, "pages.md"), `${tableOf(figures)}\n\n${await plansOf(stage, asked)}`);
  process.stderr.write(`${tableOf(figures)}\n`);
  const worst = (of: (figure: Figure) => number): number => Math.max(...figures.map(of));
  const among = `${figures.length} pages among ${size.toLocaleString("en-US")} incidents`;
  return [
    { what: `${among}: the slowest, p50`, value: worst(({ p50 }) => p50), unit: "ms" },
    { what: `${among}: the slowest, p95`, value: worst(({ p95 }) => p95), unit: "ms", aim: `≤ ${MOST_MS} ms` },
    { what: `${among}: the longest`, value: worst(({ bytes }) => bytes) / 1_000, unit: "kB", aim: `≤ ${MOST_BYTES / 1_000} kB` },
  ];
}

interface Figure {
  readonly what: string;
  readonly status: number;
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
  readonly bytes: number;
}

async function ask(site: string, cookie: string, { path, what }: Asked): Promise<Figure> {
  const times: number[] = [];
  let bytes = 0;
  let status = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const response = await fetch(site + path, { headers: { cookie, accept: "text/html" }, redirect: "manual" });
    bytes = (await response.arrayBuffer()).byteLength;
    times.push(performance.now() - began);
    ({ status } = response);
  }
  return { what, status, p50: percentile(times, 50), p95: percentile(times, 95), most: Math.max(...times), bytes };
}

function tableOf(figures: readonly Figure[]): string {
  const lines = figures.map(({ bytes, most, p50, p95, status, what }) => {
    const marks = `${p95 > MOST_MS ? " slow" : ""}${bytes > MOST_BYTES ? " long" : ""}${status === 200 ? "" : ` (${status})`}`;
    return `| ${what}${marks} | ${p50.toFixed(1)} | ${p95.toFixed(1)} | ${most.toFixed(1)} | ${(bytes / 1_000).toFixed(1)} |`;
  });
  return ["| page | p50 ms | p95 ms | longest ms | kB |", "| --- | --: | --: | --: | --: |", ...lines].join("\n");
}

async function signIn(stage: Stage, site: string): Promise<string> {
  const links = new SignInLinks(stage.db, new Keyring(new Secret(stage.master)), true);
  const link = (await links.make("Grace", "admin")).reveal("bench");
  const started = await fetch(site + link, {
    method: "POST",
    headers: { "sec-fetch-site": "same-origin", origin: site },
    redirect: "manual",
  });
  return started.headers.getSetCookie()[0]!.split(";")[0]!;
}

/** The same pages from a second service, in this process, whose statements can be seen. */
async function plansOf(stage: Stage, asked: readonly Asked[]): Promise<string> {
  const { config } = loadConfig({ ...stage.settings, PORT: "0" });
  const service = await startService(config, createLogger("error"), "web");
  try {
    const cookie = await signIn(stage, service.url);
    const told = new Map<string, string>();
    for (const one of asked) {
      const plans = await plansOn(stage, async () => await (await fetch(service.url + one.path, { headers: { cookie } })).arrayBuffer());
      for (const plan of plans) told.set(plan, told.get(plan) ?? one.what);
    }
    return ["| page | how its statements read |", "| --- | --- |", ...Array.from(told, ([plan, what]) => `| ${what} | ${plan} |`)].join(
      "\n",
    );
  } finally {
    await service.stop();
  }
}

async function plansOn({ db }: Stage, look: () => Promise<unknown>): Promise<string[]> {
  const plans: string[] = [];
  for (const statement of await recordStatements(look)) {
    if (!/^\s*(?:select|with)/u.test(statement.sql)) continue;
    const scans = await scansOf(db, statement);
    plans.push(scans.map(({ how, index, rows, table }) => `${table}: ${how}${index === null ? "" : ` ${index}`}, ${rows} rows`).join("; "));
  }
  return plans.filter((plan) => plan !== "");
}
