import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { benchAcceptance, benchBulk, benchLatency, benchMemory, benchQueue } from "./alerts.ts";
import { benchFormats, benchPrefixes } from "./formats.ts";
import { benchGrowth } from "./growth.ts";
import { benchHooks } from "./hooks.ts";
import { benchBuiltinIssuer, benchSqlIssuer } from "./issuers.ts";
import { benchLoad, benchMinute, LOADS } from "./load-report.ts";
import { benchMacaroon } from "./macaroon.ts";
import { benchMails } from "./mails.ts";
import { benchPages } from "./pages/pages.ts";
import { benchFile, benchHistory, benchHostile, benchSlice, benchTree } from "./scan/scenes.ts";
import { memoryOf, setStage, startService } from "./stage.ts";
import { type Row, table } from "./table.ts";
import { benchTiming } from "./timing.ts";
import { benchVerifier } from "./verifier.ts";

const RESULTS = fileURLToPath(new URL("results/", import.meta.url));

// `npm run bench -- latency` plays only the scenes whose name holds the word.
const wanted = process.argv[2] ?? "";

const rows: Row[] = [];
async function scene(name: string, play: () => Promise<readonly Row[]>): Promise<void> {
  if (!name.includes(wanted)) return;
  process.stderr.write(`${name} …\n`);
  const played = await play();
  for (const { unit, value, what } of played) process.stderr.write(`  ${what}: ${value.toFixed(2)} ${unit}\n`);
  rows.push(...played);
}

await scene("macaroons", async () => {
  const rates = new Map((await benchMacaroon()).map(({ name, perSecond }) => [name, perSecond]));
  const beside = { what: "npm macaroon 3.0.4", value: rates.get("npm macaroon: parse + verify")! };
  return [
    { what: "macaroon parse + verify, 3 caveats", value: rates.get("tokenward: parse + verify")!, unit: "tokens/s", beside, aim: "≥ 3 ×" },
  ];
});
await scene("formats", benchFormats);
await scene("prefixes", benchPrefixes);
await scene("scan one file", benchFile);
await scene("scan a tree", benchTree);
await scene("scan a slice", benchSlice);
await scene("scan hostile input", benchHostile);
await scene("scan a history", benchHistory);
await scene("mails", benchMails);
const alone = wanted.startsWith("scan") || wanted.startsWith("load") || wanted === "mails";
if (!alone) await playService();
// Minutes of load each: only when asked for.
if (wanted.startsWith("load")) for (const load of LOADS) await scene(`load: ${load.name}`, () => benchLoad(load));
if (wanted.startsWith("load")) await scene("load: 100,000 records in a minute", benchMinute);

process.stdout.write(`${table(rows)}\n`);
await mkdir(RESULTS, { recursive: true });
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
if (wanted === "" || wanted.startsWith("scan")) {
  const file = wanted === "" ? "latest" : wanted.replaceAll(" ", "-");
  await writeFile(join(RESULTS, `${file}.json`), `${JSON.stringify({ at: new Date().toISOString(), machine, rows }, null, 2)}\n`);
}

/** What needs the running service. */
async function playService(): Promise<void> {
  await scene("cold start", benchStart);
  await scene("hooks", benchHooks);
  const stage = await setStage({ LOG_LEVEL: "info", REVOKE_PER_HOUR: "1000000" });
  try {
    await scene("latency at 100/s", () => benchLatency(stage, 100, 10, "≤ 50 ms"));
    await scene("latency at 1,000/s", () => benchLatency(stage, 1_000, 10, "≤ 100 ms"));
    await scene("verifier", () => benchVerifier(stage));
    await scene("acceptance", () => benchAcceptance(stage));
    await scene("10,000 records", () => benchBulk(stage, 10_000, { answered: "", dead: "" }));
    await scene("100,000 records", () => benchBulk(stage, 100_000, { answered: "≤ 5 s", dead: "≤ 5 s" }));
    await scene("timing", () => benchTiming(stage));
    await scene("queue", () => benchQueue(stage));
    await scene("builtin issuer", () => benchBuiltinIssuer(stage.databaseUrl));
    await scene("sql issuer", () => benchSqlIssuer(stage.databaseUrl));
    if (wanted === "pages") await scene("pages", () => benchPages(stage, Number(process.argv[3] ?? 1_000_000)));
    if (wanted === "growth") await scene("growth", () => benchGrowth(stage));
    await scene("memory", () => benchMemory(stage));
  } finally {
    await stage.close();
  }
}

/** A fresh folder and an embedded database: everything a first start does. */
async function benchStart(): Promise<Row[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "tokenward-bench-"));
  const env = { DATA_DIR: dataDir, GITHUB_API_URL: "http://127.0.0.1:9" };
  const first = await startService(env);
  const { now } = await memoryOf(first.pid);
  await first.stop();
  const second = await startService(env);
  await second.stop();
  await rm(dataDir, { recursive: true, force: true });
  return [
    { what: "first start until ready, database made and migrated", value: first.startMs / 1_000, unit: "s", aim: "≤ 3 s" },
    { what: "later starts until ready", value: second.startMs / 1_000, unit: "s" },
    { what: "memory of the Node process when ready", value: now, unit: "MB", aim: "≤ 200 MB" },
  ];
}
