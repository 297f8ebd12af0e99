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
import { testRedis } from "../helpers/redis.ts";
import { record, startGithub, startTokenward } from "../helpers/service.ts";
import { describeWith, type Missing } from "../helpers/skip.ts";
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

async function resources(): Promise<{ program: string; redisUrl: string } | Missing> {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  const program = folders.map((folder) => join(folder, "pgbouncer")).find((path) => existsSync(path));
  if (program === undefined) return { missing: "pgbouncer is not installed" };
  const redis = await testRedis();
  return "missing" in redis ? redis : { program, redisUrl: redis.url };
}

describeWith(await resources(), "behind PgBouncer in transaction mode, with the queue in Redis", ({ program, redisUrl }) => {
  it("alerts are taken, tokens die and owners are told, over a handful of connections", { timeout: 120_000 }, async () => {
    const { database, url } = await testDatabase();
    const [github, mailbox] = [await startGithub(), await startMailbox()];
    const env = {
      DATABASE_URL: await startPgBouncer(program, url.reveal("put a pooler before it")),
      REDIS_URL: redisUrl,
      DATA_DIR: await temporaryFolder(),
      GITHUB_API_URL: github.apiUrl,
      SMTP_URL: mailbox.url,
    };
    const web = await startTokenward(env, ["serve", "--role", "web"]);
    await startTokenward(env, ["serve", "--role", "worker"]);
    const minted = await Promise.all(Array.from({ length: 20 }, (_, n) => web.mint(`token ${n}`, `owner-${n}@example.com`)));
    const answers = await Promise.all(minted.map(({ token }) => github.send(web.hook, [record(token)])));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await web.untilNotified(minted.map(({ id }) => id));
    for (const { token } of minted) expect(await web.introspect(token)).toEqual({ active: false });
    expect(mailbox.mails).toHaveLength(minted.length);
    const [row] = await database.query<{ count: number }>(
      "select count(*)::int as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    expect(row!.count).toBeLessThanOrEqual(SERVER_CONNECTIONS + 1);
  });
});
