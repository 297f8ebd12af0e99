import { lstatSync, type Stats } from "node:fs";
import { openRepository, type Repository, type RepositoryPlace } from "../git/git.ts";
import type { Entry, FilePath } from "./tree.ts";

/**
 * The files of a folder that git does not ignore, ordered by path: what is tracked, and what nobody told it to leave out.
 * Only rules of the repository itself count, not the user's own. Submodules and repositories within go by their own rules.
 * @param prefix of all paths: empty, or ending with a slash
 * @returns null outside of a git working tree
 */
export async function keptFiles(root: string, prefix: string, env: RepositoryPlace["env"]): Promise<readonly Entry[] | null> {
  const repository = await openRepository({ path: root, env }).catch(() => null);
  const names = repository === null ? null : await listKept(repository);
  if (names === null) return null;
  const entries: Entry[] = [];
  for (const name of names.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))) {
    const path = typeof name === "string" ? prefix + name : Buffer.concat([Buffer.from(prefix), name]);
    const stats = statsOf(path);
    if (stats?.isFile() === true) entries.push({ file: path });
    else if (stats?.isDirectory() === true) entries.push(...((await keptFiles(String(path), `${String(path)}/`, env)) ?? []));
  }
  return entries;
}

async function listKept(repository: Repository): Promise<FilePath[] | null> {
  const child = repository.run(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]);
  child.stdin.end();
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) chunks.push(chunk);
  const { ok } = await child.ended;
  return ok ? namesIn(Buffer.concat(chunks)) : null;
}

function namesIn(listed: Buffer): FilePath[] {
  const names: FilePath[] = [];
  for (let from = 0; from < listed.length; ) {
    const to = listed.indexOf(0, from);
    const name = listed.toString("utf8", from, to);
    names.push(name.includes("\uFFFD") ? listed.subarray(from, to) : withoutSlash(name));
    from = to + 1;
  }
  return names;
}

// A repository within that is no submodule is listed as one folder.
function withoutSlash(name: string): string {
  return name.endsWith("/") ? name.slice(0, -1) : name;
}

// Tracked and deleted: there is nothing to scan.
function statsOf(path: FilePath): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}
