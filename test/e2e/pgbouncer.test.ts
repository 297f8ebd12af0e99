import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { atEnd } from "../helpers/at-end.ts";
import { testDatabase } from "../helpers/database.ts";
import { onServer } from "../helpers/database-server.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { startMailbox } from "../helpers/mailbox.ts";
import { freePort } from "../helpers/port.ts";
import { type TestRedis, testRedis } from "../helpers/redis.ts";
import { launchTokenward, record, startGithub, startTokenward } from "../helpers/service.ts";
import { describeWith, type Missing, testUnless } from "../helpers/skip.ts";
import { until } from "../helpers/until.ts";

const run = promisify(execFile);
const SERVER_CONNECTIONS = 10;
// What our pools set when they connect, and the pooler does not pass on: with it, these are set for the role.
const IGNORED = "statement_timeout,lock_timeout,idle_in_transaction_session_timeout,options";

/** A PgBouncer in transaction mode in front of this database; answers the URL through it. */
async function startPgBouncer(program: string, behind: string): Promise<string> {
  const { hostname, password, pathname, port: upstream, username } = new URL(behind);
  const [folder, port] = [await temporaryFolder(), await freePort()];
  const target = { host: hostname, port: upstream, dbname: pathname.slice(1), user: username, password: decodeURIComponent(password) };
  const settings = {
    listen_addr: "127.0.0.1",
    listen_port: String(port),
    unix_socket_dir: "",
    auth_type: "any",
    pool_mode: "transaction",
    default_pool_size: String(SERVER_CONNECTIONS),
    max_client_conn: "500",
    ignore_startup_parameters: IGNORED,
  };
  const entry = Object.entries(target).map(([name, value]) => `${name}=${value}`);
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const file = join(folder, "pgbouncer.ini");
  await writeFile(file, `[databases]\npooled = ${entry.join(" ")}\n[pgbouncer]\n${lines.join("\n")}\n`);
  // It refuses to run as root, as PostgreSQL does.
  const user = process.getuid?.() === 0 ? { uid: await idOf("-u"), gid: await idOf("-g") } : null;
  if (user !== null) for (const path of [folder, file]) await chown(path, user.uid, user.gid);
  const child = spawn(program, ["-q", file], { stdio: "ignore", ...user });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve()).once("error", () => resolve());
  });
  atEnd(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const url = `postgres://${username}@127.0.0.1:${port}/pooled`;
  await until("PgBouncer answers", () => onServer(url, "select 1").then(() => true), { withinMs: 30_000 });
  return url;
}

async function idOf(flag: string): Promise<number> {
  return Number((await run("id", [flag, "nobody"])).stdout);
}

function installedPgBouncer(): { program: string } | Missing {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  const program = folders.map((folder) => join(folder, "pgbouncer")).find((path) => existsSync(path));
  return program === undefined ? { missing: "pgbouncer is not installed" } : { program };
}

const redis = await testRedis();

describeWith(installedPgBouncer(), "behind PgBouncer in transaction mode", ({ program }) => {
  async function setUp() {
    const { database, url } = await testDatabase();
    const direct = url.reveal("put a pooler before it");
    const [github, mailbox] = [await startGithub(), await startMailbox()];
    const files = { DATA_DIR: await temporaryFolder(), GITHUB_API_URL: github.apiUrl, SMTP_URL: mailbox.url };
    return { database, direct, github, mailbox, env: { DATABASE_URL: await startPgBouncer(program, direct), ...files } };
  }

  async function alertsAreWorkedOff(queue: (direct: string) => Readonly<Record<string, string>>): Promise<void> {
    const { database, direct, env, github, mailbox } = await setUp();
    const all = { ...env, ...queue(direct) };
    const web = await startTokenward(all, ["serve", "--role", "web"]);
    await startTokenward(all, ["serve", "--role", "worker"]);
    const minted = await Promise.all(Array.from({ length: 20 }, (_, n) => web.mint(`token ${n}`, `owner-${n}@example.com`)));
    const answers = await Promise.all(minted.map(({ token }) => github.send(web.hook, [record(token)])));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await web.untilNotified(minted.map(({ id }) => id));
    for (const { token } of minted) expect(await web.introspect(token)).toEqual({ active: false });
    expect(mailbox.mails).toHaveLength(minted.length);
    const [row] = await database.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and application_name !~ '^tokenward(?: queue|-)'`,
    );
    expect(row!.count).toBeLessThanOrEqual(SERVER_CONNECTIONS + 1);
  }

  const missing = "missing" in redis ? redis.missing : null;
  const name = (queue: string): string => `${queue}, alerts are taken, tokens die and owners are told, over a handful of connections`;
  testUnless(missing, name("with the queue in Redis"), () => alertsAreWorkedOff(() => ({ REDIS_URL: (redis as TestRedis).url })), 120_000);
  it(name("with a way around it for the queue"), () => alertsAreWorkedOff((direct) => ({ QUEUE_DATABASE_URL: direct })), 120_000);

  it("a start with the queue behind it is refused, and so says doctor: nothing would be revoked", async () => {
    const { env } = await setUp();
    const child = launchTokenward(env);
    expect([(await child.exited).code, child.stderr()]).toEqual([
      3,
      expect.stringContaining("set QUEUE_DATABASE_URL to the database itself"),
    ]);
    const doctor = launchTokenward(env, ["doctor"]);
    expect([(await doctor.exited).code, doctor.stdout()]).toEqual([
      1,
      expect.stringMatching(/queue.*the queue needs sessions of PostgreSQL/u),
    ]);
  });
});
