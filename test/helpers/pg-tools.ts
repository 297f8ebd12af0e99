import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { atEnd } from "./at-end.ts";
import { onServer, urlOf } from "./database-server.ts";
import { neverOrphaned } from "./orphan.ts";
import { freePort } from "./port.ts";
import type { Missing } from "./skip.ts";
import { until } from "./until.ts";

const run = promisify(execFile);
// Whoever connects has to prove who they are, as with an operator.
const PASSWORD = "password-of-the-tests";
const PROGRAMS = ["initdb", "postgres", "pg_dump", "pg_restore"];
// Where Debian keeps what it does not put into PATH.
const DEBIAN = "/usr/lib/postgresql";

/** A PostgreSQL as an operator has it, with its own programs for backups; the embedded one brings none. */
export interface InstalledPostgres {
  /** Runs `pg_dump` or `pg_restore`. @throws with what it says when it fails */
  run(program: "pg_dump" | "pg_restore", args: readonly string[]): Promise<void>;
  /** A new, empty database; answers its URL. */
  createDatabase(name: string): Promise<string>;
}

/** A server of its own for the test file, of the programs that are installed. */
export async function installedPostgres(): Promise<InstalledPostgres | Missing> {
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, "bin")) : [];
  const folders = [...debian.toReversed(), ...(process.env["PATH"] ?? "").split(delimiter)];
  const bin = folders.find((folder) => PROGRAMS.every((name) => existsSync(join(folder, name))));
  if (bin === undefined) return { missing: "no PostgreSQL with initdb, pg_dump and pg_restore is installed" };
  const url = await startServer(bin);
  return {
    run: async (program, args) => void (await run(join(bin, program), [...args])),
    createDatabase: async (name) => {
      await onServer(url, `create database ${name}`);
      return urlOf(url, name);
    },
  };
}

async function startServer(bin: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tokenward-installed-"));
  const user = await unprivileged();
  if (user !== null) await chown(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, PASSWORD);
  if (user !== null) await chown(passwordFile, user.uid, user.gid);
  const access = ["-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile];
  await run(join(bin, "initdb"), ["-D", data, ...access, "--no-sync", "-E", "UTF8", "--locale", "C"], { ...user });
  const port = await freePort();
  const settings = { listen_addresses: "127.0.0.1", port: String(port), unix_socket_directories: "", fsync: "off", max_connections: "200" };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(bin, "postgres"), ["-D", data, ...options], { stdio: "ignore", ...user });
  const ended = new Promise<void>((resolve) => {
    server.once("exit", () => resolve()).once("error", () => resolve());
  });
  neverOrphaned(server);
  atEnd(async () => {
    server.kill("SIGQUIT");
    await ended;
    await rm(folder, { recursive: true });
  });
  const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  await until("the installed PostgreSQL answers", () => onServer(url, "select 1").then(() => true), { withinMs: 60_000 });
  return url;
}

/** PostgreSQL refuses to run as root. */
async function unprivileged(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const idOf = async (flag: string): Promise<number> => Number((await run("id", [flag, "nobody"])).stdout);
  return { uid: await idOf("-u"), gid: await idOf("-g") };
}
