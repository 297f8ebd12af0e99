import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { FakeGithub } from "../../src/simulate/fake-github.ts";
import type { TestRedis } from "../helpers/redis.ts";
import { until } from "../helpers/until.ts";
import type { Cluster } from "./cluster.ts";
import type { Dice } from "./dice.ts";
import type { SmallDisk } from "./disk.ts";
import type { Relay } from "./relay.ts";
import type { Shop } from "./shop.ts";

/** What faults can get at. */
export interface World {
  readonly cluster: Cluster;
  readonly databaseUrl: string;
  /** Ends the database's server as a crash does; it comes back by itself. */
  readonly crashDatabase: () => Promise<void>;
  readonly redis: TestRedis | null;
  readonly relay: Relay;
  readonly github: FakeGithub;
  /** Whose tokens live elsewhere. */
  readonly shop: Shop;
  /** Where the clocks of processes are set. */
  readonly clocks: string;
  /** Where the database is; null where it could not be given a disk of its own. */
  readonly disk: SmallDisk | null;
  readonly dice: Dice;
  /** How long one fault goes on. */
  readonly ms: number;
}

/** Does its harm while alerts come in, for about `world.ms`, and leaves everything mended. */
export type Fault = (world: World) => Promise<void>;

/** By name, as the fault matrix knows them. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  "workers are killed, again and again": (world) => again(world, 700, ({ cluster, dice }) => dice.pick(cluster.workers).replace("SIGKILL")),

  "web processes are killed, one after the other": (world) =>
    again(world, 100, ({ cluster, dice }) => dice.pick(cluster.webs).replace("SIGKILL")),

  "a rolling restart": async ({ cluster }) => {
    for (const seat of [...cluster.webs, ...cluster.workers]) await seat.replace("SIGTERM");
  },

  "a worker is stopped for longer than its leases last": async ({ cluster, dice }) => {
    const seat = dice.pick(cluster.workers);
    await until("a worker is ready", () => seat.ready !== null, { withinMs: 60_000 });
    const { pid } = seat.process;
    process.kill(pid, "SIGSTOP");
    await delay(12_000);
    process.kill(pid, "SIGCONT");
  },

  "PostgreSQL ends every connection": (world) =>
    again(world, 300, async ({ databaseUrl }) => {
      await sql(
        databaseUrl,
        // Of our own role: autovacuum, which may be in there, is a superuser's.
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()",
      );
    }),

  "PostgreSQL crashes": async ({ crashDatabase, ms }) => {
    await crashDatabase();
    await delay(ms);
  },

  "an administrator locks the incidents for longer than we wait": async ({ databaseUrl, ms }) => {
    await sql(databaseUrl, `begin; lock table incidents in access exclusive mode; select pg_sleep(${ms / 1_000 + 2}); commit`);
  },

  "the relay puts mails off": (world) => mood(world, "puts off"),
  "the relay never answers DATA": (world) => mood(world, "stalls"),
  "the relay breaks off after DATA": (world) => mood(world, "breaks off"),

  "the key endpoint fails in every way, and the keys are rotated meanwhile": async ({ dice, github, ms }) => {
    for (const fault of dice.shuffled(["down", "error", "garbage", "empty", "rateLimited", "redirect"] as const)) {
      github.break(fault);
      await delay(ms / 6);
    }
    github.repair();
    github.rotate();
    await delay(ms);
  },

  "an issuer elsewhere limits us, fails, is silent, answers nonsense, says too little, and does what it does not tell": async ({
    ms,
    shop: { api },
  }) => {
    const troubles: readonly (() => void)[] = [
      () => (api.instead = (_request, response) => response.writeHead(429, { "retry-after": "1" }).end()),
      () => (api.instead = (_request, response) => response.writeHead(500).end("<html>")),
      () => (api.trouble = "silent"),
      () => (api.instead = (_request, response) => response.writeHead(200, { "content-type": "application/json" }).end('{"results":')),
      () => (api.instead = (_request, response) => response.writeHead(200, { "content-type": "application/json" }).end('{"results":[]}')),
      () => (api.trouble = "forgotten"),
    ];
    for (const begin of troubles) {
      begin();
      await delay(ms / 3);
      api.instead = null;
      api.trouble = null;
    }
  },

  "the clocks of a web process and of a worker are set an hour back, and two hours ahead": async ({ clocks, cluster, dice, ms }) => {
    const files = [dice.pick(cluster.webs), dice.pick(cluster.workers)].map(({ process: { pid } }) => join(clocks, String(pid)));
    for (const hours of [-1, 1]) {
      await Promise.all(files.map(async (file) => await writeFile(file, String(hours * 3_600_000))));
      await delay(ms);
    }
    await Promise.all(files.map(async (file) => await rm(file)));
  },
};

/** For a database on a disk of its own. */
export const DISK_FAULTS: Readonly<Record<string, Fault>> = {
  "the disk of the database is full": async ({ disk, ms }) => {
    for (const end = Date.now() + ms; Date.now() < end; await delay(100)) await disk!.fill();
    await disk!.empty();
  },
};

/** For the queue in Redis. */
export const REDIS_FAULTS: Readonly<Record<string, Fault>> = {
  "Redis is flushed, again and again": (world) =>
    again(world, 200, async ({ redis }) => {
      await redisCommand(redis!, "FLUSHALL");
    }),

  "Redis is killed and comes back empty": async ({ ms, redis }) => {
    await redis!.kill("SIGKILL");
    await delay(ms);
    await redis!.restart();
  },
};

async function again(world: World, everyMs: number, harm: (world: World) => Promise<void>): Promise<void> {
  for (const end = Date.now() + world.ms; Date.now() < end; await delay(everyMs)) await harm(world);
}

async function mood({ ms, relay }: World, wanted: Relay["mood"]): Promise<void> {
  relay.mood = wanted;
  await delay(ms);
  relay.mood = "takes";
  // Who waits for an answer would wait for the ten minutes of RFC 5321 section 4.5.3.2.6.
  relay.restart();
}

async function sql(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "a fault" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function redisCommand({ url }: TestRedis, command: string): Promise<void> {
  const { Redis } = await import("ioredis");
  const client = new Redis(url, { maxRetriesPerRequest: 1 });
  client.on("error", () => undefined);
  try {
    await client.call(command);
  } finally {
    client.disconnect();
  }
}
