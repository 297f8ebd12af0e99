import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { atEnd } from "./at-end.ts";
import { neverOrphaned } from "./orphan.ts";
import { freePort } from "./port.ts";
import type { Missing } from "./skip.ts";
import { until } from "./until.ts";

export interface TestRedis {
  readonly url: string;
  /** Ours alone: it may be flushed and killed. False for one that was found: leave its keys alone, use names of your own. */
  readonly own: boolean;
  /** Ends our own server; `SIGKILL` for tests of a crash. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts our own server again, empty, on the same port. */
  restart(): Promise<void>;
}

const COMMON_PORT = 6379;

/** A Redis for the test file that asks: its own server where `redis-server` is installed, else one that answers on the usual port. */
export async function testRedis(): Promise<TestRedis | Missing> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "tokenward-redis-"));
  let server = await start(port, folder);
  if (server === null) {
    await rm(folder, { recursive: true });
    if (!(await answers(COMMON_PORT)))
      return { missing: `no Redis: redis-server is not installed and nothing answers on 127.0.0.1:${COMMON_PORT}` };
    const refuse = async (): Promise<never> => await Promise.reject(new Error("this Redis is not ours to stop"));
    return { url: `redis://127.0.0.1:${COMMON_PORT}`, own: false, kill: refuse, restart: refuse };
  }
  const kill = async (signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
    await server?.(signal);
    server = null;
  };
  atEnd(async () => {
    await kill();
    await rm(folder, { recursive: true });
  });
  const restart = async (): Promise<void> => {
    await kill();
    server = await start(port, folder);
  };
  return { url: `redis://127.0.0.1:${port}`, own: true, kill, restart };
}

/** A Redis Cluster of two nodes that share the slots; answers a URL of each. */
export async function testRedisCluster(): Promise<{ urls: readonly string[] } | Missing> {
  const nodes = await Promise.all(
    [
      ["0", "8191"],
      ["8192", "16383"],
    ].map(async (slots) => ({
      slots,
      port: await freePort(),
      bus: await freePort(),
      folder: await mkdtemp(join(tmpdir(), "tokenward-redis-")),
    })),
  );
  for (const { bus, folder, port } of nodes) {
    const stop = await start(port, folder, "--cluster-enabled", "yes", "--cluster-port", String(bus));
    if (stop === null) return { missing: "redis-server is not installed" };
    atEnd(async () => {
      await stop("SIGKILL");
      await rm(folder, { recursive: true });
    });
  }
  const clients = nodes.map(({ port }) => new Redis(port, "127.0.0.1"));
  for (const [index, { slots }] of nodes.entries()) await clients[index]!.call("CLUSTER", "ADDSLOTSRANGE", ...slots);
  await clients[0]!.call("CLUSTER", "MEET", "127.0.0.1", String(nodes[1]!.port), String(nodes[1]!.bus));
  for (const client of clients) {
    await until("the nodes know each other", async () =>
      /cluster_state:ok[^]*cluster_known_nodes:2/u.test(String(await client.call("CLUSTER", "INFO"))),
    );
    client.disconnect();
  }
  return { urls: nodes.map(({ port }) => `redis://127.0.0.1:${port}`) };
}

type Stop = (signal: NodeJS.Signals) => Promise<void>;

async function start(port: number, folder: string, ...more: readonly string[]): Promise<Stop | null> {
  const options = [...more, "--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", [...options, "--maxmemory-policy", "noeviction"], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve()).once("error", () => resolve());
  });
  const stop: Stop = async (signal) => {
    child.kill(signal);
    await ended;
  };
  neverOrphaned(child);
  const outcome = await Promise.race([until("redis-server answers", async () => await answers(port)), ended]);
  return outcome === true ? stop : null;
}

async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 1_000 });
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (data) => finish(data.toString().startsWith("+PONG")));
    socket.once("timeout", () => finish(false)).once("error", () => finish(false));
  });
}
