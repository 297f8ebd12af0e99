import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Database } from "../src/db/database.ts";
import { startEmbedded } from "../src/db/embedded/embedded.ts";
import { mintMacaroon, tokenText } from "../src/formats/macaroon/mint.ts";
import { chunks } from "../src/kernel/collections.ts";
import { Keyring } from "../src/kernel/keyring.ts";
import { createLogger } from "../src/kernel/log.ts";
import { Secret } from "../src/kernel/secret.ts";
import { FakeGithub } from "../src/simulate/fake-github.ts";

const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const MASTER = randomBytes(32);
const LOCATION = "bench.test";
export const ADMIN_TOKEN = randomBytes(24).toString("base64url");

export interface Minted {
  readonly id: string;
  readonly token: string;
}

/** The built service on an embedded PostgreSQL of its own (fsync on), a fake GitHub, and a way to mint by the hundred thousand. */
export interface Stage {
  readonly hook: string;
  /** Of every process that takes alerts. */
  readonly hooks: readonly string[];
  readonly pid: number;
  /** From the start of the process until it was ready, on a database that was there. */
  readonly startMs: number;
  readonly github: FakeGithub;
  readonly db: Database;
  readonly databaseUrl: Secret;
  /** Of what its secrets are derived. */
  readonly master: Buffer;
  /** The environment of its processes. */
  readonly settings: Readonly<Record<string, string>>;
  mint(count: number): Promise<Minted[]>;
  close(): Promise<void>;
}

type Role = "all" | "web" | "worker";

/** @param roles one process each, in this order; the first takes alerts */
export async function setStage(env: Readonly<Record<string, string>> = {}, roles: readonly [Role, ...Role[]] = ["all"]): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), "tokenward-bench-"));
  const log = createLogger("error");
  // What docs/SCALING.md asks for: 51 for each process, and some of our own.
  const embedded = await startEmbedded({ dataDir, log, settings: { max_connections: `${51 * roles.length + 20}` } });
  const github = await FakeGithub.start();
  const settings = {
    DATABASE_URL: embedded.url.reveal("bench"),
    DATA_DIR: dataDir,
    GITHUB_API_URL: github.apiUrl,
    TOKENWARD_SECRET: MASTER.toString("base64"),
    TOKEN_LOCATION: LOCATION,
    ADMIN_TOKEN,
    ...env,
  };
  const service = await startService(settings, roles[0]);
  const others = await Promise.all(roles.slice(1).map(async (role) => ({ role, ...(await startService(settings, role)) })));
  const takers = [service, ...others.filter(({ role }) => role !== "worker")];
  const db = new Database(embedded.url, log, { name: "bench", max: 4, statementTimeoutMs: 120_000 });
  return {
    hook: `${service.url}/hooks/github-partner`,
    hooks: takers.map(({ url }) => `${url}/hooks/github-partner`),
    pid: service.pid,
    startMs: service.startMs,
    github,
    db,
    databaseUrl: embedded.url,
    master: MASTER,
    settings,
    mint: (count) => mintMany(db, count),
    close: async () => {
      await Promise.all([service, ...others].map((one) => one.stop()));
      await db.close();
      await github.stop();
      await embedded.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The built service, once it is ready. */
export async function startService(
  env: Readonly<Record<string, string>>,
  role: Role = "all",
): Promise<{ url: string; pid: number; startMs: number; stop(): Promise<void> }> {
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN, "serve", "--role", role], {
    env: { PATH: process.env["PATH"], PORT: "0", LOG_LEVEL: "info", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<never>((_, reject) => child.once("exit", (code) => reject(new Error(`the service ended with ${code}`))));
  const url = await Promise.race([
    ended,
    new Promise<string>((resolve) => {
      let text = "";
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
        text = (text + chunk).slice(-4_000);
        const ready = /"url":"(http:[^"]+)".*"message":"ready"/u.exec(text);
        if (ready !== null) resolve(ready[1]!);
      });
    }),
  ]);
  const startMs = performance.now() - began;
  return {
    url,
    pid: child.pid!,
    startMs,
    stop: async () => {
      child.kill("SIGTERM");
      await ended.catch(() => undefined);
    },
  };
}

/** Straight into the tables: minting one by one through the API would be the benchmark. */
async function mintMany(db: Database, count: number): Promise<Minted[]> {
  const keyring = new Keyring(new Secret(MASTER));
  const owner = randomUUID();
  await db.query("insert into owners (id, name, email) values ($1, 'Bench', $2)", [owner, `${owner}@bench.test`]);
  const caveats = [Buffer.from(`[3,"${owner}"]`)];
  const minted = Array.from({ length: count }, () => {
    const id = randomUUID();
    const rootKey = randomBytes(32);
    const token = tokenText("tokenward-", mintMacaroon({ rootKey, location: LOCATION, identifier: id, caveats }));
    return { id, token, sealed: keyring.seal(rootKey, `token ${id}`) };
  });
  for (const chunk of chunks(minted, 5_000)) {
    await db.query(
      `insert into tokens (id, owner_id, name, location, root_key, caveats)
       select id, $2, 'bench', $3, key, array[$4::bytea] from unnest($1::uuid[], $5::bytea[]) as t (id, key)`,
      [chunk.map(({ id }) => id), owner, LOCATION, caveats[0], chunk.map(({ sealed }) => sealed)],
    );
  }
  await db.query("analyze tokens");
  return minted.map(({ id, token }) => ({ id, token }));
}

/** Resident memory of a process in MB: now, and at its highest. */
export async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const read = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`, "u").exec(status)?.[1]) / 1_024;
  return { now: read("VmRSS"), peak: read("VmHWM") };
}
