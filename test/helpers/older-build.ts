import { execFile } from "node:child_process";
import { readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { temporaryFolder } from "./folder.ts";
import type { Missing } from "./skip.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface OlderBuild {
  /** The git ref it was built from. */
  readonly ref: string;
  readonly main: string;
}

/**
 * The program of a version before this one, built from its own sources with the libraries of today: of UPGRADE_FROM; else of the
 * commit before the newest migration, and where there is none that could be upgraded from, of the first with today's schema.
 */
export async function olderBuild(): Promise<OlderBuild | Missing> {
  const asked = process.env["UPGRADE_FROM"];
  if (asked !== undefined) return await build(asked);
  const newest = (await git("log", "-1", "--format=%H", "--", "migrations"))?.trim() ?? "";
  if (newest === "") return { missing: "git knows no version before this one" };
  for (const ref of [`${newest}^`, newest]) {
    const built = (await canBeUpgraded(ref)) ? await build(ref).catch(() => null) : null;
    if (built !== null) return built;
  }
  return { missing: "no version before this one can be built: the clone is shallow, or the schema began anew" };
}

/** Whether its migrations are the first of today's, to the byte. */
async function canBeUpgraded(ref: string): Promise<boolean> {
  const listed = await git("ls-tree", "--name-only", `${ref}:migrations`);
  if (listed === null) return false;
  const then = listed.split("\n").filter((name) => name.endsWith(".sql"));
  const now = (await readdir(join(ROOT, "migrations"))).filter((name) => name.endsWith(".sql")).toSorted();
  const same = await Promise.all(
    then.map(async (name, place) => {
      const file = join(ROOT, "migrations", name);
      return name === now[place] && (await git("show", `${ref}:migrations/${name}`)) === (await readFile(file, "utf8"));
    }),
  );
  return !same.includes(false);
}

async function build(ref: string): Promise<OlderBuild> {
  const folder = await temporaryFolder();
  const archive = join(folder, "older.tar");
  if ((await git("archive", "--output", archive, ref)) === null) throw new Error(`git knows no ${ref}`);
  await run("tar", ["-xf", archive, "-C", folder]);
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await run("npm", ["run", "build"], { cwd: folder });
  return { ref, main: join(folder, "dist/main.js") };
}

/** What it says; null when it fails. */
async function git(...args: string[]): Promise<string | null> {
  try {
    return (await run("git", ["-c", "safe.directory=*", ...args], { cwd: ROOT, maxBuffer: 1 << 24 })).stdout;
  } catch {
    return null;
  }
}
