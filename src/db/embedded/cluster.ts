import { chown, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppError } from "../../kernel/errors.ts";
import type { Secret } from "../../kernel/secret.ts";
import { codeOf } from "./error-code.ts";
import type { Programs } from "./programs.ts";

/** The one role that can sign in, and the database it owns. Not a superuser: SQL cannot reach files or programs. */
export const ROLE = "tokenward";

const TEMPORARY = "postgres.new-";

// Only our role, only from this machine, only by password; nobody signs in as the superuser.
const HOST_BASED_ACCESS = `# TYPE  DATABASE  USER       ADDRESS       METHOD
host    all       ${ROLE}  127.0.0.1/32  scram-sha-256
`;

/**
 * The cluster's major version; null when there is no cluster yet.
 * @throws AppError `invalid_config` when the folder cannot be read or holds something else
 */
export async function clusterVersion(cluster: string): Promise<string | null> {
  try {
    return (await readFile(join(cluster, "PG_VERSION"), "latin1")).trim();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" && (await readdir(cluster).catch(() => [])).length === 0) return null;
    const [problem, remedy] =
      code === "EACCES"
        ? ["belongs to another user", "start tokenward as that user or as root"]
        : ["is not empty and not a PostgreSQL cluster", "move it away"];
    throw new AppError("invalid_config", `${cluster} ${problem}: ${remedy}, or set another DATA_DIR`, { cause: error });
  }
}

/** Makes the cluster beside its place and moves it there when it is complete, so that a cluster is whole or absent. */
export async function createCluster(cluster: string, programs: Programs, password: Secret): Promise<void> {
  const parent = dirname(cluster);
  for (const name of await readdir(parent)) {
    if (name.startsWith(TEMPORARY)) await remove(join(parent, name));
  }
  const folder = await mkdtemp(join(parent, TEMPORARY));
  try {
    if (programs.user !== null) await chown(folder, programs.user.uid, programs.user.gid);
    await programs.run("initdb", [
      `--pgdata=${folder}`,
      "--username=postgres",
      "--auth=reject",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
    ]);
    await replaceFile(join(folder, "pg_hba.conf"), HOST_BASED_ACCESS, programs);
    await runAlone(folder, programs, [`create role ${ROLE} login createdb`, `create database ${ROLE} owner ${ROLE}`]);
    await setPassword(folder, programs, password);
    await rename(folder, cluster);
    await syncFolder(parent);
  } catch (error) {
    await remove(folder);
    throw error;
  }
}

/** Only while no server runs on the cluster. */
export async function setPassword(cluster: string, programs: Programs, password: Secret): Promise<void> {
  const text = password.reveal("set the password of the embedded database");
  if (!/^[0-9a-f]+$/u.test(text)) throw new AppError("internal", "the embedded database's password is not plain hex");
  await runAlone(cluster, programs, [`alter role ${ROLE} password '${text}'`]);
}

// Single-user mode asks for no password and opens no port.
async function runAlone(cluster: string, programs: Programs, statements: readonly string[]): Promise<void> {
  const options = ["--single", "-D", cluster, "-c", "exit_on_error=on", "-c", "log_min_messages=fatal", "-c", "log_statement=none"];
  await programs.run("postgres", [...options, "postgres"], `${statements.join("\n")}\n`);
}

// A new file moved into place: root never writes through what another user may have put there.
async function replaceFile(path: string, content: string, { user }: Programs): Promise<void> {
  const fresh = join(dirname(path), `.${basename(path)}.new`);
  await writeFile(fresh, content, { flag: "wx", mode: 0o600 });
  if (user !== null) await chown(fresh, user.uid, user.gid);
  await rename(fresh, path);
}

// More than once: an initdb that outlived its killed parent writes on until it misses its files.
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
