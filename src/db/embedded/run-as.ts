import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "../../kernel/errors.ts";

/** How PostgreSQL's programs are started, since PostgreSQL refuses to run as root. */
export interface RunAs {
  /** Goes before the program and its arguments. */
  readonly prefix: readonly string[];
  readonly user: SystemUser | null;
  /** For `spawn`: only where no prefix changes the user. */
  readonly ids: { readonly uid: number; readonly gid: number } | Record<string, never>;
}

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const SETPRIV = ["/usr/bin/setpriv", "/bin/setpriv", "/usr/local/bin/setpriv"];
// Bits in a capability set, capabilities(7). The weaker one first; containers often have only the second.
const CAPABILITIES = [
  ["dac_read_search", 2n],
  ["dac_override", 1n],
] as const;

/**
 * Decides how to run the programs so that they reach `paths`.
 * Not root: as we are. Root: as the cluster's owner, else `postgres`, else `nobody`; and where a folder on the way is closed to that
 * user (`/root`, `mktemp -d`), with the one capability that lets it pass.
 */
export async function decideRunAs(cluster: string, paths: readonly string[]): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { prefix: [], user: null, ids: {} };
  const user = (await ownerOf(cluster)) ?? (await unprivilegedUser());
  const closed = await firstClosedFolder(paths, user);
  if (closed === null) return { prefix: [], user, ids: { uid: user.uid, gid: user.gid } };
  const setpriv = await firstFile(SETPRIV);
  const capability = await grantableCapability();
  if (setpriv === null || capability === null) {
    throw new AppError(
      "invalid_config",
      `PostgreSQL refuses to run as root, and the user it runs as instead (uid ${user.uid}) cannot pass ${closed}: ` +
        `${setpriv === null ? "install setpriv (package util-linux)" : "give this container CAP_DAC_OVERRIDE"}, run "chmod o+x ${closed}", ` +
        "move DATA_DIR or the installation to where everybody may pass, start tokenward as an ordinary user, or set DATABASE_URL",
    );
  }
  return { prefix: [setpriv, ...setprivArguments(user, capability)], user, ids: {} };
}

// no_setuid_fixup: without it access(2), by which PostgreSQL finds its own programs, ignores the capabilities of whoever is not root.
function setprivArguments({ uid, gid }: SystemUser, capability: string): string[] {
  const identity = ["--reuid", String(uid), "--regid", String(gid), "--clear-groups"];
  return [...identity, `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`, "--securebits=+no_setuid_fixup", "--"];
}

async function ownerOf(cluster: string): Promise<SystemUser | null> {
  const found = await stat(cluster).catch(() => null);
  return found === null || found.uid === 0 ? null : { uid: found.uid, gid: found.gid };
}

async function unprivilegedUser(): Promise<SystemUser> {
  const accounts = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const account = accounts.find(([login]) => login === name);
    if (account !== undefined) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new AppError(
    "invalid_config",
    "PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as: " +
      'create one ("useradd --system postgres"), start tokenward as an ordinary user, or set DATABASE_URL',
  );
}

async function firstClosedFolder(paths: readonly string[], { uid, gid }: SystemUser): Promise<string | null> {
  for (const path of paths) {
    for (let folder = path; ; folder = dirname(folder)) {
      const { mode, ...owner } = await stat(folder);
      const search = owner.uid === uid ? 0o100 : owner.gid === gid ? 0o010 : 0o001;
      if ((mode & search) === 0) return folder;
      if (folder === dirname(folder)) break;
    }
  }
  return null;
}

async function firstFile(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    if (
      await stat(path).then(
        (found) => found.isFile(),
        () => false,
      )
    )
      return path;
  }
  return null;
}

async function grantableCapability(): Promise<string | null> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const permitted = BigInt(`0x${/^CapPrm:\s*([0-9a-f]+)$/mu.exec(status)?.[1] ?? "0"}`);
  return CAPABILITIES.find(([, bit]) => ((permitted >> bit) & 1n) === 1n)?.[0] ?? null;
}
