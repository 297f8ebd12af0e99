import { access, constants, mkdir, statfs } from "node:fs/promises";
import { IdentityProvider } from "../../access/identity-provider.ts";
import type { Diagnosis } from "../../cli/root.ts";
import type { Config } from "../../config/config.ts";
import { Database } from "../../db/database.ts";
import { readDatabaseFacts } from "../../db/health.sql.ts";
import { countSecrets, openKeyring } from "../../db/installation.sql.ts";
import { pendingMigrations } from "../../db/migrate.ts";
import { loadFormats } from "../../formats/registry.ts";
import { recentTypes } from "../../incidents/types/recent.sql.ts";
import { TypeWatch } from "../../incidents/types/type-watch.ts";
import { createQueues } from "../../jobs/queues.ts";
import { explanationOf } from "../../kernel/errors.ts";
import type { Logger } from "../../kernel/log.ts";
import { type Core, composeCore, readSecret } from "../core.ts";
import { formatSettings } from "../formats.ts";
import { diagnoseHosts } from "../intakes/diagnose-hosts.ts";
import { diagnoseSources } from "../intakes/diagnose-sources.ts";
import { migratesItself, openStore, requireSessions, type Store } from "../store.ts";
import { createMailer } from "../telling/mail.ts";
import { type Finding, look, ok, warning } from "./look.ts";
import { diagnoseSender } from "./sender.ts";

const LOW_DISK_BYTES = 1_000_000_000;
const CLOCK_TOLERANCE_MS = 2_000;

const ADVICE = {
  folder: "give DATA_DIR a folder that this user may write to",
  space: "make room: a full disk stops the database",
  database: "check DATABASE_URL, and that the server runs and lets this user in",
  durability: "turn it on: an accepted alert may be lost in a crash",
  otherSecrets: "when every process has started with this one, run `tokenward keys retire`",
  clock: "set both by NTP",
  relay: "check SMTP_URL, and that the relay runs and lets us in; until it does, mails wait and are tried again",
  noRelay: "set SMTP_URL: owners are not told otherwise",
  redis:
    "check REDIS_URL, that the server runs, and that REDIS_CLUSTER says whether it is one of a cluster; until then, nothing is revoked or mailed",
  issuer: "until it can be used, its tokens live and their revocations are tried again",
  signIn: "check OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, and that the provider can be reached from here",
  noSignIn: "set OIDC_ISSUER, or SIGN_IN_LINKS=on",
  types: 'look at what is registered with the source; types of your own go into the format\'s "types"',
} as const;

/**
 * Looks at each part on its own: one that fails never hides the others.
 * @param running the database of the service that asks, which it goes on using; null: of its own
 */
export async function diagnose(config: Config, log: Logger, running: Store | null = null): Promise<readonly Diagnosis[]> {
  const { databaseUrl, redisUrl } = config.storage;
  const diagnoses = [await look("data folder", ADVICE.folder, () => dataFolder(config))];
  let store: Store | undefined;
  const found = await look("database", databaseUrl === null ? undefined : ADVICE.database, async () => {
    store = running ?? (await openStore(config, log));
    return await database(store, log);
  });
  const answers = found.verdict !== "failed";
  const tables = await after(answers, "the database", "schema", undefined, () => schema(config, store!, log));
  const ready = tables.verdict === "ok";
  diagnoses.push(
    found,
    tables,
    await after(ready, "an up to date schema", "secret", undefined, () => secret(config, store!, log)),
    redisUrl === null
      ? await after(ready, "an up to date schema", "queue", undefined, () => queue(config, store!, log))
      : await after(store !== undefined, "the database", "queue", ADVICE.redis, () => queue(config, store!, log)),
  );
  if (ready) diagnoses.push(...(await inFile(config, store!, log)), await look("types", undefined, () => types(config, store!, log)));
  diagnoses.push(await look("mail", config.mail.smtpUrl === null ? ADVICE.folder : ADVICE.relay, () => mail(config)));
  const sender = await diagnoseSender(config.mail);
  if (sender !== null) diagnoses.push(sender);
  diagnoses.push(await look("sign-in", ADVICE.signIn, () => signIn(config, log)));
  diagnoses.push(...(await sources(config, ready ? store! : null, log)), ...(await diagnoseHosts(config)));
  if (running === null) await store?.close();
  return diagnoses;
}

async function after(
  possible: boolean,
  need: string,
  name: string,
  advice: string | undefined,
  work: () => Promise<Finding>,
): Promise<Diagnosis> {
  return possible ? await look(name, advice, work) : { name, verdict: "skipped", found: `not looked at: it needs ${need}` };
}

async function dataFolder({ storage }: Config): Promise<Finding> {
  await mkdir(storage.dataDir, { recursive: true, mode: 0o700 });
  await access(storage.dataDir, constants.W_OK);
  const { bavail, bsize } = await statfs(storage.dataDir);
  const free = bavail * bsize;
  const gigabytes = `${(free / 1e9).toFixed(1)} GB free in ${storage.dataDir}`;
  return free < LOW_DISK_BYTES ? warning(gigabytes, ADVICE.space) : ok(gigabytes);
}

async function database(store: Store, log: Logger): Promise<Finding> {
  const db = new Database(store.url, log, { name: "doctor", max: 1 });
  try {
    const facts = await readDatabaseFacts(db);
    const shown = `PostgreSQL ${facts.version}${store.embedded ? ", embedded" : ""}`;
    const skew = Math.round(facts.clock_ms - Date.now());
    if (facts.fsync !== "on") return warning(`${shown}: fsync is ${facts.fsync}`, ADVICE.durability);
    if (facts.synchronous_commit === "off") return warning(`${shown}: synchronous_commit is off`, ADVICE.durability);
    if (Math.abs(skew) > CLOCK_TOLERANCE_MS) return warning(`${shown}: its clock is ${skew} ms away from ours`, ADVICE.clock);
    return ok(shown);
  } finally {
    await db.close();
  }
}

async function schema(config: Config, store: Store, log: Logger): Promise<Finding> {
  const db = new Database(store.url, log, { name: "doctor", max: 1 });
  try {
    const { length } = await pendingMigrations(db);
    if (length === 0) return ok("up to date");
    const advice = migratesItself(config, store) ? "the next start applies what is pending" : 'run "tokenward migrate"';
    return warning(`${length} migration${length === 1 ? " is" : "s are"} pending`, advice);
  } finally {
    await db.close();
  }
}

async function secret(config: Config, store: Store, log: Logger): Promise<Finding> {
  const db = new Database(store.url, log, { name: "doctor", max: 1 });
  try {
    await openKeyring(db, await readSecret(config), config.secrets.previous);
    const which = config.secrets.master === null ? `the secret in ${config.storage.dataDir}/secret` : "TOKENWARD_SECRET";
    const others = (await countSecrets(db)) - 1;
    if (others === 0) return ok(`${which} is this database's`);
    return warning(`${which} is this database's, and so is another`, ADVICE.otherSecrets);
  } finally {
    await db.close();
  }
}

/** Whether all of the file fits together, and one line for each issuer in it; nothing when there is no file. */
async function inFile(config: Config, store: Store, log: Logger): Promise<Diagnosis[]> {
  const { formats, issuers, policies } = config.file;
  if (formats.length + issuers.length + policies.length === 0) return [];
  let core: Core | undefined;
  const whole = await look("file", undefined, async () => {
    core = await composeCore(config, store, log);
    return ok(`${formats.length} format(s), ${issuers.length} issuer(s) and ${policies.length} policies fit together`);
  });
  const looks = (core?.issuers.remote ?? []).map((issuer) =>
    look(`issuer ${issuer.id}`, ADVICE.issuer, async () => {
      await issuer.check();
      return ok(issuer.needsToken ? "can be used; tokens are kept sealed for it" : "can be used");
    }),
  );
  const found = [whole, ...(await Promise.all(looks))];
  await core?.close();
  return found;
}

/** Whether some source calls all its tokens something else than we do. */
async function types(config: Config, store: Store, log: Logger): Promise<Finding> {
  const watch = new TypeWatch(await loadFormats(formatSettings(config)));
  const db = new Database(store.url, log, { name: "doctor", max: 1 });
  try {
    for (const record of await recentTypes(db)) {
      const agrees = watch.agrees(record);
      if (agrees !== null) watch.note(record.source, agrees);
    }
  } finally {
    await db.close();
  }
  const wrong = watch.sources().filter((source) => watch.isWrongAboutAll(source));
  return wrong.length === 0
    ? ok("what sources call tokens is no contradiction to what they are")
    : warning(`every token that came of late from ${wrong.join(", ")} is of another format than its reported type says`, ADVICE.types);
}

async function queue(config: Config, store: Store, log: Logger): Promise<Finding> {
  await requireSessions(config, store);
  const { redisCluster, redisUrl } = config.storage;
  const queues = await createQueues({ databaseUrl: store.queueUrl, redisUrl, redisCluster, installation: "doctor", log });
  try {
    await queues.ping();
    return ok(`BullMQ on ${queues.engine === "redis" ? "Redis" : "PostgreSQL"} answers`);
  } finally {
    await queues.close();
  }
}

async function mail(config: Config): Promise<Finding> {
  const mailer = createMailer(config, null);
  try {
    await mailer.verify();
    if (config.mail.smtpUrl !== null) return ok("the relay takes our connection");
    const found = `no SMTP_URL: mails become files in ${config.storage.dataDir}/mail`;
    return config.process.production ? warning(found, ADVICE.noRelay) : ok(found);
  } finally {
    await mailer.close();
  }
}

/** How people get into the dashboard. */
async function signIn({ dashboard: { oidc, signInLinks } }: Config, log: Logger): Promise<Finding> {
  if (oidc === null)
    return signInLinks ? ok("by links that this machine makes") : warning("nobody can sign in to the dashboard", ADVICE.noSignIn);
  await new IdentityProvider(oidc, log).check();
  return ok("the identity provider answers");
}

async function sources(config: Config, store: Store | null, log: Logger): Promise<readonly Diagnosis[]> {
  const db = store === null ? null : new Database(store.url, log, { name: "doctor", max: 1 });
  try {
    return await diagnoseSources(config, db);
  } catch (error) {
    return [{ name: "sources", verdict: "failed", found: explanationOf(error) }];
  } finally {
    await db?.close();
  }
}
