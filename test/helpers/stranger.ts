import { execFile } from "node:child_process";
import { chmod, chown, copyFile, cp, mkdir, readdir, realpath, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { temporaryFolder } from "./folder.ts";
import { startProgram, type TestProcess } from "./process.ts";
import type { Missing } from "./skip.ts";

const run = promisify(execFile);

export const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));

// "Nothing is needed but Node.js", and what every system has; `curl` is in the README's examples.
const PROGRAMS = ["sh", "env", "chmod", "curl"];

// Half a minute each: `npm ci` itself is played only when asked for, else it is what was done for this checkout.
const INSTALLS = process.env["STRANGERS_INSTALL"] === "1";

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Somebody who has just cloned the repository, with Node.js and little else: no Redis, no Chromium, no settings. */
export class Stranger {
  readonly folder: string;
  readonly #programs: string;
  readonly #home: string;
  readonly #prefix: readonly string[];

  private constructor(folder: string, programs: string, home: string, prefix: readonly string[]) {
    this.folder = folder;
    this.#programs = programs;
    this.#home = home;
    this.#prefix = prefix;
  }

  /**
   * @param user whose the copy is; null for whoever runs the tests
   * @param node the Node.js they have; the one that runs the tests unless told
   */
  static async arrive(user: User | null, node = process.execPath): Promise<Stranger | Missing> {
    const files = await checkedIn();
    if (files === null) return { missing: "this is no git checkout: nothing says what belongs into a clean copy" };
    const place = await temporaryFolder();
    const [folder, programs, home] = [join(place, "tokenward"), join(place, "bin"), join(place, "home")];
    for (const name of [folder, programs, home]) await mkdir(name);
    await layOut(programs, node);
    if (user !== null) for (const name of [place, folder, home]) await chown(name, user.uid, user.gid);
    const stranger = new Stranger(folder, programs, home, [...(await identity(user)), join(programs, "sh"), "-c"]);
    const [theirs, wanted] = [await stranger.run("node --version").catch(() => null), await run(node, ["--version"])];
    if (theirs !== wanted.stdout) return { missing: "another user cannot run this Node.js" };
    await copyFiles(files, folder);
    if (!INSTALLS)
      await run("cp", ["-al", await realpath(join(CHECKOUT, "node_modules")), join(folder, "node_modules")]).catch(copyModules(folder));
    if (user !== null) await giveFolders(folder, user);
    return stranger;
  }

  /** Starts commands of a shell, in the copy. */
  start(script: string, env: Readonly<Record<string, string>> = {}): TestProcess {
    return startProgram([...this.#prefix, script], { PATH: this.#programs, HOME: this.#home, ...env }, this.folder);
  }

  /** Presses Ctrl-C, and waits. */
  async stop(process_: TestProcess): Promise<void> {
    process.kill(-process_.pid, "SIGINT");
    await process_.exited;
  }

  /** Runs commands of a shell to their end, and answers what they wrote. @throws with everything they wrote when they fail */
  async run(script: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const program = this.start(script, env);
    program.end();
    const { code } = await program.exited;
    if (code !== 0) throw new Error(`exit code ${code} of ${script}\n${program.stdout()}${program.stderr()}`);
    return program.stdout();
  }
}

/** Everybody who can be played here: root and an ordinary user where root runs the tests, else the one who does. */
export async function strangers(): Promise<{ as: string; found: Stranger | Missing }[]> {
  const isRoot = process.getuid?.() === 0;
  const self = await Stranger.arrive(null);
  return [
    { as: "root", found: isRoot ? self : { missing: "only root can play root" } },
    { as: "an ordinary user", found: isRoot ? await Stranger.arrive(await nobody()) : self },
  ];
}

/** As what programs run: in a group of their own, which is what Ctrl-C ends. */
async function identity(user: User | null): Promise<string[]> {
  const group = [await find("setsid")];
  if (user === null) return group;
  return [...group, await find("setpriv"), "--reuid", String(user.uid), "--regid", String(user.gid), "--clear-groups", "--"];
}

async function nobody(): Promise<User> {
  const idOf = async (flag: string): Promise<number> => Number((await run("id", [flag, "nobody"])).stdout);
  return { uid: await idOf("-u"), gid: await idOf("-g") };
}

/** What a clone of this checkout would hold, were everything committed; null where git does not know. */
async function checkedIn(): Promise<readonly string[] | null> {
  const args = ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  try {
    const { stdout } = await run("git", args, { cwd: CHECKOUT, maxBuffer: 1 << 24 });
    return stdout.split("\0").filter((name) => name !== "");
  } catch {
    return null;
  }
}

async function copyFiles(names: readonly string[], folder: string): Promise<void> {
  for (const parent of new Set(names.map((name) => dirname(name)))) await mkdir(join(folder, parent), { recursive: true });
  await Promise.all(
    names.map(async (name) => {
      // What is deleted and not committed yet would not be in the clone either.
      await copyFile(join(CHECKOUT, name), join(folder, name)).catch((error: unknown) => {
        if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
      });
    }),
  );
}

function copyModules(folder: string): () => Promise<void> {
  return async () => await cp(join(CHECKOUT, "node_modules"), join(folder, "node_modules"), { recursive: true, verbatimSymlinks: true });
}

/** The files of packages stay whose they are: they are the checkout's own, under a second name. */
async function giveFolders(folder: string, { gid, uid }: User): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const mine = entries.filter((entry) => entry.isDirectory() || !entry.parentPath.includes("/node_modules"));
  for (const entry of mine) if (!entry.isSymbolicLink()) await chown(join(entry.parentPath, entry.name), uid, gid);
}

/** All programs that a stranger has. */
async function layOut(programs: string, node: string): Promise<void> {
  await symlink(node, join(programs, "node"));
  for (const name of [...PROGRAMS, "npx"]) await symlink(await find(name), join(programs, name));
  const done = INSTALLS ? "" : '[ "$1" = ci ] && exit 0\n';
  await writeFile(join(programs, "npm"), `#!${await find("sh")}\n${done}exec ${await find("npm")} "$@"\n`);
  await chmod(join(programs, "npm"), 0o755);
  await chmod(programs, 0o755);
}

async function find(program: string): Promise<string> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    // The packages' own programs stand in the PATH of `npm test` as well.
    if (folder === "" || folder.includes("node_modules")) continue;
    const [found] = await Promise.allSettled([realpath(join(folder, program))]);
    if (found.status === "fulfilled") return join(folder, program);
  }
  throw new Error(`${program} is not in PATH`);
}
