import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { chunks } from "../src/kernel/collections.ts";
import { untilDead, untilQuiet } from "./alerts.ts";
import { commitsPerSecond, verificationsPerSecond } from "./limits.ts";
import { schedule, sign } from "./load.ts";
import { type Minted, type Stage, setStage } from "./stage.ts";
import { percentile, type Row } from "./table.ts";

const RATES = [10, 100, 500, 1_000];
const SECONDS = 15;
const WARM_UP = { perSecond: 200, seconds: 10 };

interface Load {
  readonly name: string;
  readonly redis: boolean;
  readonly roles: Parameters<typeof setStage>[1];
}

const PROCESSES = { "1 process": ["all"], "2 processes": ["web", "worker"], "4 processes": ["web", "web", "worker", "worker"] } as const;

/** Each queue with one, two and four processes. */
export const LOADS: readonly Load[] = Object.entries(PROCESSES).flatMap(([name, roles]) => [
  { name: `PostgreSQL, ${name}`, redis: false, roles },
  { name: `PostgreSQL and Redis, ${name}`, redis: true, roles },
]);

/** From when an alert was due to be sent until its token is dead, at each rate, beside what the machine allows at all. */
export async function benchLoad({ name, redis, roles }: Load): Promise<Row[]> {
  const own = redis ? await startRedis() : null;
  const stage = await setStage({ LOG_LEVEL: "info", ...(own !== null && { REDIS_URL: own.url }) }, roles);
  try {
    await play(stage, WARM_UP.perSecond, WARM_UP.seconds);
    const rows: Row[] = [
      { what: `${name}: bare commits, 1 connection`, value: await commitsPerSecond(stage.databaseUrl, 1), unit: "commits/s" },
      { what: `${name}: bare commits, 8 connections`, value: await commitsPerSecond(stage.databaseUrl, 8), unit: "commits/s" },
      { what: `${name}: bare crypto.verify, one thread`, value: verificationsPerSecond(), unit: "alerts/s" },
    ];
    for (const rate of RATES) {
      const latencies = await play(stage, rate, SECONDS);
      for (const p of [50, 99, 99.9]) rows.push({ what: `${name}: ${rate}/s, p${p}`, value: percentile(latencies, p), unit: "ms" });
    }
    return rows;
  } finally {
    await stage.close();
    await own?.stop();
  }
}

const MINUTE = { deliveries: 1_000, tokens: 100, perSecond: 1_000 / 60 };

/** 100,000 records in one minute, in deliveries of 100: when they were answered, and when the tokens were dead. */
export async function benchMinute(): Promise<Row[]> {
  const name = "100,000 records in a minute, web and worker";
  const stage = await setStage({ LOG_LEVEL: "info" }, ["web", "worker"]);
  try {
    await play(stage, WARM_UP.perSecond, WARM_UP.seconds);
    const batches = [...chunks(await stage.mint(MINUTE.deliveries * MINUTE.tokens), MINUTE.tokens)];
    const deliveries = batches.map((batch) =>
      sign(
        stage.github,
        batch.map(({ token }) => token),
      ),
    );
    const sent = await schedule(stage.hooks, deliveries, MINUTE.perSecond);
    const deadAt = await untilDead(stage, batches.flat());
    const answered = sent.map((one) => one.answered - one.due);
    const dead = batches.flatMap((batch, index) => batch.map(({ id }) => deadAt.get(id)! - sent[index]!.due));
    return [
      { what: `${name}: bare commits, 1 connection`, value: await commitsPerSecond(stage.databaseUrl, 1), unit: "commits/s" },
      ...[50, 99, 99.9].map((p) => ({ what: `${name}: answered, p${p}`, value: percentile(answered, p), unit: "ms" })),
      ...[50, 99, 99.9].map((p) => ({ what: `${name}: dead, p${p}`, value: percentile(dead, p), unit: "ms" })),
      { what: `${name}: all dead after`, value: (Math.max(...deadAt.values()) - sent[0]!.due) / 1_000, unit: "s" },
    ];
  } finally {
    await stage.close();
  }
}

async function play(stage: Stage, perSecond: number, seconds: number): Promise<number[]> {
  await untilQuiet(stage);
  const minted: Minted[] = await stage.mint(perSecond * seconds);
  const deliveries = minted.map(({ token }) => sign(stage.github, [token]));
  const sent = await schedule(stage.hooks, deliveries, perSecond);
  const deadAt = await untilDead(stage, minted);
  return minted.map(({ id }, index) => deadAt.get(id)! - sent[index]!.due);
}

/** With an append-only file that is flushed every second, as it should be run. */
async function startRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "tokenward-bench-redis-"));
  const port = await freePort();
  const options = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--dir",
    folder,
    "--appendonly",
    "yes",
    "--maxmemory-policy",
    "noeviction",
  ];
  const child = spawn("redis-server", options, { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  await delay(500);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
