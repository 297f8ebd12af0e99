import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder by folder, until there is enough: system files, unpacked sources, what npm installs. */
const SOURCES = ["/usr/share", "/usr/include", fileURLToPath(new URL("../../node_modules", import.meta.url)), "/usr/lib"];
/** Leaves room for about a hundred thousand files. */
const LARGEST = 2 ** 19;
const TREE_BYTES = 2 ** 30;
const PLANTED = 200;

export interface Corpus {
  readonly folder: string;
  /** A tree of files that are no larger than 512 KiB. */
  readonly tree: string;
  readonly files: number;
  readonly bytes: number;
  /** 1 GiB: the files of the tree, one behind the other, as often as it takes. */
  readonly one: string;
}

/** Copies the corpus to a folder for temporary files, unless it is there; a token of `prefixes` is planted in some of its files. */
export function makeCorpus(prefixes: readonly string[]): Corpus {
  const folder = join(tmpdir(), "tokenward-bench-scan");
  const [tree, one, note] = [join(folder, "tree"), join(folder, "one.bin"), join(folder, "corpus.json")];
  if (!existsSync(note)) {
    mkdirSync(tree, { recursive: true });
    writeFileSync(note, JSON.stringify(fill(tree, one, prefixes)));
  }
  const { bytes, files } = JSON.parse(readFileSync(note, "utf8")) as { bytes: number; files: number };
  return { folder, tree, one, files, bytes };
}

function fill(tree: string, one: string, prefixes: readonly string[]): { bytes: number; files: number } {
  const copied: string[] = [];
  let bytes = 0;
  for (const path of SOURCES.flatMap((source) => [...filesBelow(source)])) {
    if (bytes >= TREE_BYTES) break;
    const { size } = statSync(path);
    const target = join(tree, path);
    if (size > LARGEST) continue;
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(path, target);
    copied.push(target);
    bytes += size;
  }
  for (let i = 0; i < PLANTED; i++) {
    const path = copied[Math.floor((i * copied.length) / PLANTED)]!;
    const token = `${prefixes[i % prefixes.length]}${`Qz7${i}`.padEnd(36, "k4Tn9_Lw")}`;
    writeFileSync(path, `\nkey = "${token}"\n`, { flag: "a", mode: 0o644 });
  }
  writeFileSync(one, "");
  let written = 0;
  while (written < TREE_BYTES) {
    for (const path of copied) {
      const content = readFileSync(path).subarray(0, TREE_BYTES - written);
      writeFileSync(one, content, { flag: "a" });
      written += content.length;
      if (written >= TREE_BYTES) break;
    }
  }
  return { bytes, files: copied.length };
}

function* filesBelow(folder: string): Generator<string> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

const REAL = ["npm_", "pypi-AgEI", "glpat-", "hf_", "dop_v1_", "shpat_", "xoxb-", "rubygems_", "sk_live_", "gho_"];

/** Ten prefixes of real tokens, and made-up ones of the same look: always the same. */
export function prefixesFor(count: number): string[] {
  const prefixes = new Set(REAL);
  let state = 12_345;
  const below = (limit: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor(state / 2 ** 16) % limit;
  };
  while (prefixes.size < count) {
    const letters = Array.from({ length: 3 + below(5) }, () => "abcdefghijklmnopqrstuvwxyz0123456789"[below(36)]).join("");
    prefixes.add(letters + (below(2) === 0 ? "_" : "-"));
  }
  return [...prefixes].slice(0, count);
}
