import { type Dirent, readdirSync, type Stats, statSync } from "node:fs";
import type { Skip } from "../finding.ts";
import { reasonOf } from "./reason.ts";

/** Names that are no UTF-8 keep their bytes; people see replacement characters in their place. */
export type FilePath = string | Buffer;

/** Files that a person named have a size. A pipe or a device is only read when a person named it; it may never end. */
export type Entry = { readonly file: FilePath; readonly size?: number } | { readonly pipe: string } | { readonly skip: Skip };

export interface TreeOptions {
  /** Go where symbolic links lead: each file and folder once, whatever leads to it. */
  readonly follow: boolean;
}

/**
 * Every regular file below a folder, ordered by path. Links are left alone unless they are followed, and so is what is
 * neither file nor folder; `objects` of a git folder is compressed, and read by the git walker.
 * @param prefix of all paths: empty, or ending with a slash
 */
export function* walkTree(root: FilePath, prefix: FilePath, { follow }: TreeOptions): Generator<Entry> {
  const visited = follow ? new Visited() : null;
  visited?.typeOf(root);
  yield* walkFolder({ path: root, prefix, name: "", inGit: false }, visited);
}

interface Folder {
  readonly path: FilePath;
  readonly prefix: FilePath;
  readonly name: string;
  readonly inGit: boolean;
}

interface Child {
  readonly name: FilePath;
  /** As it stands in the order of paths: a folder's name is followed by a slash there. */
  readonly key: string;
  readonly folder: boolean;
}

function* walkFolder(folder: Folder, visited: Visited | null): Generator<Entry> {
  let children: Child[];
  try {
    children = childrenOf(folder, visited);
  } catch (error) {
    yield { skip: { path: String(folder.path), member: null, reason: reasonOf(error), failed: true } };
    return;
  }
  for (const child of children) {
    const path = joined(folder.prefix, child.name);
    if (!child.folder) {
      yield { file: path };
      continue;
    }
    const name = String(child.name);
    if (folder.inGit && name === "objects") continue;
    yield* walkFolder({ path, prefix: joined(path, "/"), name, inGit: folder.inGit || name === ".git" }, visited);
  }
}

function childrenOf(folder: Folder, visited: Visited | null): Child[] {
  const children = entriesOf(folder.path).flatMap((entry) => childOf(folder, entry, visited) ?? []);
  return children.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

// Reading all names as bytes would cost every folder what only a strange one needs.
function entriesOf(path: FilePath): (Dirent | Dirent<Buffer>)[] {
  if (typeof path === "string") {
    const entries = readdirSync(path, { withFileTypes: true });
    if (!entries.some(({ name }) => name.includes("\uFFFD"))) return entries;
  }
  return readdirSync(path, { withFileTypes: true, encoding: "buffer" });
}

function childOf(folder: Folder, entry: Dirent | Dirent<Buffer>, visited: Visited | null): Child | null {
  const type = visited === null ? entry : visited.typeOf(joined(folder.prefix, entry.name));
  if (type === null) return null;
  if (type.isFile()) return { name: entry.name, key: String(entry.name), folder: false };
  if (type.isDirectory()) return { name: entry.name, key: `${String(entry.name)}/`, folder: true };
  return null;
}

/** Which files and folders were met already, by what they are and not by what they are called. */
class Visited {
  readonly #seen = new Set<string>();

  /** Null: seen before, or a link that leads nowhere. */
  typeOf(path: FilePath): Stats | null {
    const stats = followed(path);
    if (stats === null) return null;
    const identity = `${stats.dev}:${stats.ino}`;
    if (this.#seen.has(identity)) return null;
    this.#seen.add(identity);
    return stats;
  }
}

const NOWHERE = new Set(["ENOENT", "ELOOP", "ENOTDIR"]);

function followed(path: FilePath): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && NOWHERE.has(String(error.code))) return null;
    throw error;
  }
}

function joined(prefix: FilePath, name: FilePath): FilePath {
  if (typeof prefix === "string" && typeof name === "string") return prefix + name;
  return Buffer.concat([Buffer.from(prefix), Buffer.from(name)]);
}
