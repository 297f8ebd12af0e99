import { access, constants, mkdir, statfs } from "node:fs/promises";
import type { Diagnosis } from "../cli/root.ts";
import type { Config } from "../config/config.ts";
import { Database } from "../db/database.ts";
import { readDatabaseFacts } from "../db/health.sql.ts";
import { pendingMigrations } from "../db/migrate.ts";
import { createQueues } from "../jobs/queues.ts";
import { AppError, messageOf } from "../kernel/errors.ts";
import { exchange } from "../kernel/http-client.ts";
import type { Logger } from "../kernel/log.ts";
import { composeCore } from "./core.ts";
import { createMailer } from "./mail.ts";
import { openStore, type Store } from "./store.ts";

const LOW_DISK_BYTES = 1_000_000_000;
const CLOCK_TOLERANCE_MS = 2_000;

/** Looks at each part on its own: one that fails never hides the others. */
export async function diagnose(config: Config, log: Logger): Promise<readonly Diagnosis[]> {
  const diagnoses = [await look("data folder", () => dataFolder(config))];
  let store: Store | undefined;
  diagnoses.push(
    await look("database", async () => {
      store = await openStore(config, log);
      return await database(store, log);
    }),
  );
  if (store !== undefined) {
    const opened = store;
    diagnoses.push(
      await look("schema", () => schema(opened, log)),
      await look("secret", () => secret(config, opened, log)),
      await look("queue", () => queue(config, opened, log)),
    );
    await opened.close();
  }
  diagnoses.push(await look("mail", () => mail(config)), await look("github keys", () => githubKeys(config)));
  return diagnoses;
}

type Finding = Omit<Diagnosis, "name">;

async function look(name: string, work: () => Promise<Finding>): Promise<Diagnosis> {
  try {
    return { name, ...(await work()) };
  } catch (error) {
    const cause = error instanceof AppError && error.cause !== undefined ? ` (${messageOf(error.cause)})` : "";
    return { name, verdict: "failed", found: `${messageOf(error)}${cause}` };
  }
}

const ok = (found: string): Finding => ({ verdict: "ok", found });
const warning = (found: string): Finding => ({ verdict: "warning", found });

async function dataFolder({ storage }: Config): Promise<Finding> {
  await mkdir(storage.dataDir, { recursive: true, mode: 0o700 });
  await access(storage.dataDir, constants.W_OK);
  const { bavail, bsize } = await statfs(storage.dataDir);
  const free = bavail * bsize;
  const gigabytes = `${(free / 1e9).toFixed(1)} GB free in ${storage.dataDir}`;
  return free < LOW_DISK_BYTES ? warning(`${gigabytes}: make room, a full disk stops the database`) : ok(gigabytes);
}

async function database(store: Store, log: Logger): Promise<Finding> {
  const db = new Database(store.url, log, { name: "doctor", max: 1 });
  try {
    const facts = await readDatabaseFacts(db);
    const shown = `PostgreSQL ${facts.version}${store.embedded ? ", embedded" : ""}`;
    const skew = Math.round(facts.clock_ms - Date.now());
    if (facts.fsync !== "on") return warning(`${shown}: fsync is ${facts.fsync}; an accepted alert may be lost in a crash`);
    if (facts.synchronous_commit === "off") return warning(`${shown}: synchronous_commit is off; an accepted alert may be lost in a crash`);
    if (Math.abs(skew) > CLOCK_TOLERANCE_MS) return warning(`${shown}: its clock is ${skew} ms away from ours; set both by NTP`);
    return ok(shown);
  } finally {
    await db.close();
  }
}

async function schema(store: Store, log: Logger): Promise<Finding> {
  const db = new Database(store.url, log, { name: "doctor", max: 1 });
  try {
    const pending = await pendingMigrations(db);
    if (pending.length === 0) return ok("up to date");
    return warning(`${pending.length} migration(s) pending: run "tokenward migrate"`);
  } finally {
    await db.close();
  }
}

async function secret(config: Config, store: Store, log: Logger): Promise<Finding> {
  const core = await composeCore(config, store, log);
  await core.db.close();
  return ok("TOKENWARD_SECRET is this database's");
}

async function queue({ storage }: Config, store: Store, log: Logger): Promise<Finding> {
  const queues = await createQueues({ databaseUrl: store.url, redisUrl: storage.redisUrl, installation: "doctor", log });
  try {
    await queues.ping();
    return ok(`BullMQ on ${queues.engine === "redis" ? "Redis" : "PostgreSQL"} answers`);
  } finally {
    await queues.close();
  }
}

async function mail(config: Config): Promise<Finding> {
  const mailer = createMailer(config);
  try {
    await mailer.verify();
    if (config.mail.smtpUrl !== null) return ok("the relay takes our connection");
    const found = `no SMTP_URL: mails become files in ${config.storage.dataDir}/mail`;
    return config.process.production ? warning(`${found}; owners are not told`) : ok(found);
  } finally {
    await mailer.close();
  }
}

async function githubKeys({ sources }: Config): Promise<Finding> {
  const { apiUrl, token } = sources.github;
  const headers = token === null ? {} : { authorization: `Bearer ${token.reveal("ask GitHub for its keys")}` };
  const { body, status } = await exchange(`${apiUrl}/meta/public_keys/secret_scanning`, { headers });
  if (status !== 200) throw new AppError("unavailable", `the key endpoint answers ${status}: check GITHUB_API_URL and GITHUB_TOKEN`);
  const { public_keys: keys } = JSON.parse(body.toString()) as { public_keys?: unknown[] };
  return ok(`${keys?.length ?? 0} public key(s) at ${new URL(apiUrl).host}`);
}
