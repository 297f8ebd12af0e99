import { realpathSync, type Stats, statSync } from "node:fs";
import { dirname, normalize, sep } from "node:path";
import { AppError } from "../../kernel/errors.ts";
import type { RepositoryPlace } from "../git/git.ts";
import { keptFiles } from "./kept.ts";
import { reasonOf } from "./reason.ts";
import { type Entry, walkTree } from "./tree.ts";

export interface WalkOptions {
  readonly follow: boolean;
  /** Leave out what git ignores, in folders that are git working trees. */
  readonly gitignore: boolean;
  readonly env: RepositoryPlace["env"];
}

interface Root {
  /** As it begins the paths of what is found in it. */
  readonly path: string;
  /** Absolute, and without links. */
  readonly real: string;
  readonly stats: Stats;
}

/**
 * The files at and below the paths that a person named, each once, ordered by path.
 * @throws AppError `invalid_request` that names every path which is not there
 */
export async function walkRoots(paths: readonly string[], options: WalkOptions): Promise<Iterable<Entry>> {
  const roots = outermost(existing(paths));
  const files = roots.filter(({ stats }) => !stats.isDirectory()).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const named = files.map(({ path, stats }) => (stats.isFile() ? { file: path, size: stats.size } : { pipe: path }));
  const sources: Iterable<Entry>[] = named.length === 0 ? [] : [named];
  for (const root of roots) if (root.stats.isDirectory()) sources.push(await walkFolder(root, options));
  return sources.length === 1 ? sources[0]! : merged(sources);
}

async function walkFolder({ path }: Root, { env, follow, gitignore }: WalkOptions): Promise<Iterable<Entry>> {
  const prefix = path === "." ? "" : path.endsWith("/") ? path : `${path}/`;
  const kept = gitignore ? await keptFiles(path, prefix, env) : null;
  return kept ?? walkTree(path, prefix, { follow });
}

function existing(paths: readonly string[]): Root[] {
  const faults: string[] = [];
  const roots = paths.flatMap((given) => {
    try {
      return [{ path: withoutSlash(normalize(given)), real: realpathSync(given), stats: statSync(given) }];
    } catch (error) {
      faults.push(`${given}: ${reasonOf(error)}`);
      return [];
    }
  });
  if (faults.length > 0)
    throw new AppError("invalid_request", `Nothing was scanned, because not all paths can be read: ${faults.join("; ")}`);
  return roots;
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith(sep) ? path.slice(0, -1) : path;
}

/** Without those that stand in a folder which is named too, or are named twice. */
function outermost(roots: readonly Root[]): Root[] {
  const folders = new Set(roots.filter(({ stats }) => stats.isDirectory()).map(({ real }) => real));
  const met = new Set<string>();
  return roots.filter(({ real }) => {
    if (met.has(real) || foldersAround(real).some((folder) => folders.has(folder))) return false;
    met.add(real);
    return true;
  });
}

function foldersAround(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAround(folder)];
}

/** Merges what is in order already. */
function* merged(sources: readonly Iterable<Entry>[]): Generator<Entry> {
  const heads = sources.map((source) => source[Symbol.iterator]()).map((rest) => ({ rest, step: rest.next() }));
  for (;;) {
    let first: { readonly head: (typeof heads)[number]; readonly entry: Entry; readonly path: string } | null = null;
    for (const head of heads) {
      if (head.step.done === true) continue;
      const entry = head.step.value;
      const path = pathOf(entry);
      if (first === null || path < first.path) first = { head, entry, path };
    }
    if (first === null) return;
    yield first.entry;
    first.head.step = first.head.rest.next();
  }
}

function pathOf(entry: Entry): string {
  return "skip" in entry ? entry.skip.path : String("file" in entry ? entry.file : entry.pipe);
}
