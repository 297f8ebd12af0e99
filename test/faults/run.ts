import { join } from "node:path";
import { root } from "../../src/compose/root.ts";
import { Database } from "../../src/db/database.ts";
import { startEmbedded } from "../../src/db/embedded/embedded.ts";
import { runningServer } from "../../src/db/embedded/running-server.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { runCommand } from "../helpers/command.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import type { TestRedis } from "../helpers/redis.ts";
import { startGithub } from "../helpers/service.ts";
import { until } from "../helpers/until.ts";
import { openLedger, planAlerts, sendAlerts } from "./alerts.ts";
import { Cluster } from "./cluster.ts";
import { Dice } from "./dice.ts";
import { smallDisk } from "./disk.ts";
import { DISK_FAULTS, FAULTS, REDIS_FAULTS, type World } from "./faults.ts";
import { startRelay } from "./relay.ts";
import { Shop } from "./shop.ts";
import { type Statement, stateWhatHolds } from "./statement.ts";

export interface RunOptions {
  readonly seed: number;
  readonly redis: TestRedis | null;
  /** Names of faults, in the order in which they strike; all of them, in an order that the seed decides, unless told. */
  readonly faults?: readonly string[];
  /** How long one fault goes on. */
  readonly faultMs: number;
  readonly everyMs: number;
  readonly log?: ((line: string) => void) | undefined;
}

const CLOCK = new URL("../fixtures/clock.mjs", import.meta.url).href;
const SECRET = Buffer.alloc(32, 9).toString("base64");

type Closers = (() => Promise<void>)[];

/** A cluster on servers of its own, a stream of alerts, and one fault after the other meanwhile; what holds at the end. */
export async function runFaults(options: RunOptions): Promise<Statement> {
  // Hooks that are registered while a test runs are not called: what was begun here is ended here.
  const closers: Closers = [];
  try {
    return await play(options, closers);
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

async function play({ everyMs, faultMs, faults, log = () => undefined, redis, seed }: RunOptions, closers: Closers): Promise<Statement> {
  const dice = new Dice(seed);
  const disk = await smallDisk();
  if (disk !== null) closers.push(() => disk.remove());
  if (disk === null) log("nothing may be mounted here: the disk is never full");
  const known = { ...FAULTS, ...(disk === null ? {} : DISK_FAULTS), ...(redis === null ? {} : REDIS_FAULTS) };
  const names = faults ?? dice.shuffled(Object.keys(known));
  const [folder, clocks] = [await temporaryFolder(), await temporaryFolder()];
  const dataDir = disk?.folder ?? folder;
  // On a small disk, the log of the database has to be small as well.
  const settings = { max_connections: "200", max_wal_size: "64MB", min_wal_size: "32MB" };
  const embedded = await startEmbedded({ dataDir, log: createLogger("silent"), settings });
  closers.push(() => embedded.stop());
  const databaseUrl = embedded.url.reveal("the cluster");
  const [github, relay, shop] = await Promise.all([startGithub(), startRelay(), Shop.open()]);
  const env = {
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    TOKENWARD_CONFIG: await shop.configure(folder),
    NODE_OPTIONS: `--import ${CLOCK}`,
    CLOCK_FOLDER: clocks,
    GITHUB_API_URL: github.apiUrl,
    SMTP_URL: relay.url,
    LOG_LEVEL: "info",
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
  };
  const migrated = await runCommand(["migrate"], { env: { ...env, TOKENWARD_SECRET: SECRET }, root });
  if (migrated.code !== 0) throw new Error(migrated.stderr);
  const cluster = await Cluster.start(env);
  closers.push(() => cluster.stop());
  const db = new Database(embedded.url, createLogger("silent"), { name: "checker", max: 2 });
  closers.push(() => db.close());
  const planned = names.length * (faultMs + 1_500);
  const plan = await planAlerts(cluster.webs[0]!.ready!, shop, dice, Math.ceil(planned / everyMs));
  const crashDatabase = async (): Promise<void> => {
    const server = await runningServer(join(dataDir, "postgres"));
    if (server !== null) process.kill(server.pid, "SIGKILL");
  };
  const world: World = {
    cluster,
    databaseUrl,
    crashDatabase,
    redis,
    relay,
    github,
    shop,
    clocks,
    disk,
    dice: new Dice(seed + 1),
    ms: faultMs,
  };
  const ledger = openLedger();
  const aim = { github, cluster, dice: new Dice(seed + 2), ledger };
  // An installation in use: whatever is rotated from here on was seen current.
  await sendAlerts(plan.deliveries.slice(0, 1), aim, everyMs);
  const sending = sendAlerts(plan.deliveries.slice(1), aim, everyMs);
  for (const name of names) {
    log(name);
    await known[name]!(world);
  }
  await sending;
  await patience(db, cluster);
  return await stateWhatHolds(db, relay, shop, plan, ledger, cluster);
}

const HURRY_MS = 5_000;
// A process leaves a domain alone for two minutes whose relay said 421; nothing but time, or another process, ends that.
const PATIENCE_MS = 240_000;

/**
 * As if the days had passed that a relay has for changing its mind: what was put off is due, until nothing is owed. It is
 * hurried seldom, because each time costs an attempt, also where an issuer is left alone for a while.
 * @throws with what the processes complained of when something stays owed
 */
async function patience(db: Database, cluster: Cluster): Promise<void> {
  const owed = "select kind, attempts, last_error, taken, leased_until > now() as leased from obligations where dead_at is null limit 5";
  let hurried = 0;
  await until(
    "nothing is owed",
    async () => {
      if (Date.now() - hurried > HURRY_MS) {
        hurried = Date.now();
        await tryAgain(db, cluster);
        await db.query("update obligations set due_at = now() where due_at > now() and dead_at is null and lease is null");
      }
      const rows = await db.query(owed);
      if (rows.length > 0) throw new Error(JSON.stringify(rows));
      return true;
    },
    { withinMs: PATIENCE_MS, everyMs: 250 },
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${cluster.complaints.join("\n")}`, { cause: error });
  });
}

/** What a person does whom incidents wait for because an issuer refused signatures of the wrong hour. */
async function tryAgain(db: Database, cluster: Cluster): Promise<void> {
  const waiting = await db.query<{ id: string }>(
    "select id from incidents where state = 'needs_attention' and attention_reason = 'it answered 401'",
  );
  const reason = "the clocks are right again";
  for (const { id } of waiting) await cluster.webs[0]?.ready?.call("POST", `/api/incidents/${id}/retry`, { reason });
}
