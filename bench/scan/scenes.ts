import { execFileSync } from "node:child_process";
import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rgPath } from "@vscode/ripgrep";
import type { Row } from "../table.ts";
import { type Corpus, makeCorpus, prefixesFor } from "./corpus.ts";
import { type Command, type Cost, costs } from "./process.ts";
import { makeRepository } from "./repository.ts";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const SECRETLINT = fileURLToPath(new URL("../../node_modules/.bin/secretlint", import.meta.url));
const COUNTS = [1, 10, 200, 1_000] as const;
const TAIL = "[0-9A-Za-z_-]{28,255}";
const GIB = 2 ** 30;
/** Folders of the corpus. */
const SOURCE_CODE = ["include", "python3"];

const corpus = (): Corpus => makeCorpus(prefixesFor(10));

/** One file of 1 GiB: our whole process and, apart, what it costs to start; everybody else's whole process. */
export async function benchFile(): Promise<Row[]> {
  const { folder, one } = corpus();
  const { cat } = await costs({ cat: command("cat", one) });
  const rows: Row[] = [row("cat one file of 1 GiB > /dev/null", GIB, cat)];
  for (const count of COUNTS) {
    const { bare, fixed, onOne, onTwo, regex, start } = await costs({
      regex: ripgrep(one, count, false),
      fixed: ripgrep(one, count, true),
      bare: command(process.execPath, "-e", "0"),
      start: tokenward(emptyFile(folder), count, 1),
      onOne: tokenward(one, count, 1),
      onTwo: tokenward(one, count, 2),
    });
    for (const [index, cost] of [onOne, onTwo].entries()) {
      const threads = index + 1;
      const what = `1 GiB file, ${count} prefixes, ${threads} thread${threads === 1 ? "" : "s"}`;
      const aims: Readonly<Record<string, string>> = { "10/1": "≥ 0.8 ×", "10/2": "≥ 1.4 ×", "200/1": "≥ 5 ×", "1000/1": "≥ 8 ×" };
      const aim = aims[`${count}/${threads}`] ?? "";
      rows.push({ ...row(what, GIB, cost), beside: besides("ripgrep, one regex", GIB, regex), aim });
      rows.push({ ...row(`${what}, without the start`, GIB, less(cost, start)), beside: besides("ripgrep, one regex", GIB, regex) });
      rows.push({ ...row(`${what}, without the start`, GIB, less(cost, start)), beside: besides("ripgrep -F", GIB, fixed) });
      rows.push({ what: `${what}: peak memory`, value: cost.peakMb, unit: "MB", aim: "≤ 150 MB" });
    }
    const beside = { what: "node -e 0", value: bare.seconds };
    rows.push({ what: `start of tokenward scan, ${count} prefixes`, value: start.seconds, unit: "s", beside, aim: "≤ 0.15 s" });
  }
  return rows;
}

/** The same prefixes in a tree of files, all cores. */
export async function benchTree(): Promise<Row[]> {
  const { bytes, files, tree } = corpus();
  const rows: Row[] = [];
  for (const count of COUNTS) {
    const { alone, ours, regex } = await costs({
      regex: ripgrep(tree, count, false),
      ours: tokenward(tree, count, 2),
      alone: tokenward(tree, count, 1),
    });
    const aim = { 10: "≥ 1.0 ×", 200: "≥ 2.5 ×", 1_000: "≥ 4 ×" }[count as number] ?? "";
    const what = `tree of ${files.toLocaleString("en")} files, ${(bytes / GIB).toFixed(2)} GiB, ${count} prefixes`;
    rows.push({ ...row(`${what}, 2 threads`, bytes, ours), beside: besides("ripgrep, 2 threads", bytes, regex), aim });
    rows.push(row(`${what}, 1 thread`, bytes, alone));
    rows.push({ what: `${what}: peak memory`, value: ours.peakMb, unit: "MB", aim: "≤ 150 MB" });
  }
  return rows;
}

/** What takes others too long for a whole gigabyte. */
export async function benchSlice(): Promise<Row[]> {
  const { folder, tree } = corpus();
  const slice = join(folder, "slice");
  if (!existsSync(slice)) for (const name of SOURCE_CODE) copyIfThere(tree, name, slice);
  const bytes = Number(execFileSync("du", ["-sb", slice], { encoding: "utf8" }).split("\t")[0]);
  const patterns = prefixesFor(10).map((prefix) => ({ name: prefix, patterns: [`/${prefix}${TAIL}/`] }));
  const rules = [{ id: "@secretlint/secretlint-rule-pattern", options: { patterns } }];
  const preset = [{ id: "@secretlint/secretlint-rule-preset-recommend" }];
  const config = join(folder, ".secretlintrc.json");
  const isThere = existsSync(fileURLToPath(new URL("../../node_modules/@secretlint/secretlint-rule-pattern", import.meta.url)));
  writeFileSync(config, JSON.stringify({ rules: isThere ? rules : preset }));
  const { grep, ours } = await costs({
    ours: tokenward(slice, 10, 2),
    grep: command("grep", "-rc", "-F", ...prefixesFor(10).flatMap((prefix) => ["-e", prefix]), slice),
  });
  const { lint } = await costs({ lint: command(SECRETLINT, "--secretlintrc", config, `${slice}/**/*`) }, 1);
  const what = `slice of ${(bytes / 2 ** 20).toFixed(0)} MiB, 10 prefixes`;
  const peer = isThere ? "secretlint, the same patterns" : "secretlint, its recommended rules";
  return [
    { ...row(what, bytes, ours), beside: besides(peer, bytes, lint), aim: "≥ 40 ×" },
    { ...row(what, bytes, ours), beside: besides("grep -r -F", bytes, grep) },
  ];
}

/** Input made to be slow to look at, each 256 MiB. */
export async function benchHostile(): Promise<Row[]> {
  const { folder } = corpus();
  const size = 2 ** 28;
  const url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const inputs: Readonly<Record<string, Buffer>> = {
    "one endless run": Buffer.from(url.repeat(1_024)),
    "base64 in lines of 76": Buffer.from(`${(url + url).slice(0, 76)}\n`.repeat(1_000)),
    "one letter": Buffer.alloc(2 ** 16, "a"),
    "words that are no runs but nearly": Buffer.from("a/b.c:d=e@".repeat(5_000)),
    "runs one short of a token": Buffer.from(`${url.slice(0, 30)} `.repeat(2_000)),
    "prefixes over and over": Buffer.from(prefixesFor(10).join("").repeat(1_000)),
    "a prefix in every line": Buffer.from(`npm_${url.slice(0, 24)}\n`.repeat(2_000)),
    "UTF-16": Buffer.from(`${url}\r\n`.repeat(1_000), "utf16le"),
    "a token every 300 bytes, each told": Buffer.from(`npm_${url.slice(0, 36)} ${"x y ".repeat(64)}\n`.repeat(1_000)),
  };
  const path = join(folder, "hostile.bin");
  const rows: Row[] = [];
  for (const [name, piece] of Object.entries(inputs)) {
    fill(path, piece, size);
    const { start, whole } = await costs({ whole: tokenward(path, 10, 1), start: tokenward(emptyFile(folder), 10, 1) }, 3);
    rows.push({ ...row(`hostile: ${name}, without the start`, size, less(whole, start)), aim: "≥ 0.5 GB/s" });
  }
  // Every few bytes one of the formats that are built in has to say that it is no token.
  const builtIn = (target: string): Command => command(process.execPath, MAIN, "scan", "--json", "--threads", "1", target);
  const few = size / 8;
  const macaroon = Buffer.from("\u0002\u0001\u0008pypi.org\u0002$50a17e5d-46".repeat(3)).toString("base64url");
  const nested = Buffer.from('{"a":'.repeat(600)).toString("base64url");
  const ofBuiltIn: Readonly<Record<string, string>> = {
    "the same prefixes": inputs["prefixes over and over"]!.toString(),
    "beginnings of macaroons": `pypi-${macaroon}`,
    "old macaroons' prefixes over and over": "pypi-MDA",
    "beginnings of JWTs over and over": `${"eyJ".repeat(1_300)}fQ.`,
    "beginnings of JWTs in each other": `${nested}fQ.`,
  };
  for (const [name, piece] of Object.entries(ofBuiltIn)) {
    fill(path, Buffer.from(piece.repeat(Math.ceil(2 ** 16 / piece.length))), few);
    const { start, whole } = await costs({ whole: builtIn(path), start: builtIn(emptyFile(folder)) }, 3);
    const what = `hostile: ${name}, formats that are built in, no token in it, without the start`;
    rows.push({ ...row(what, few, less(whole, start)), aim: "≥ 0.5 GB/s" });
  }
  return rows;
}

function fill(path: string, piece: Buffer, size: number): void {
  writeFileSync(path, "");
  for (let written = 0; written < size; written += piece.length) writeFileSync(path, piece, { flag: "a" });
}

/** The whole history of a repository: TOKENWARD_BENCH_REPOSITORY, or one that is made. */
export async function benchHistory(): Promise<Row[]> {
  const repository = process.env["TOKENWARD_BENCH_REPOSITORY"] ?? (await madeRepository());
  const git = (...args: string[]): [string, ...string[]] => ["git", "-C", repository, ...args];
  const objects = execFileSync(
    "git",
    ["-C", repository, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize)", "--unordered"],
    {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    },
  );
  const sizes = objects.split("\n").flatMap((line) => (line.startsWith("blob ") ? [Number(line.slice(5))] : []));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const { log, onOne, ours, piped } = await costs({
    log: command(...git("log", "-p", "-U0", "--all")),
    piped: command(
      "sh",
      "-c",
      `git -C "$0" log -p -U0 --all | "$1" -a -c -e '(?:${prefixesFor(10).join("|")})${TAIL}'`,
      repository,
      rgPath,
    ),
    ours: tokenward(["--git", repository], 10, 2),
    onOne: tokenward(["--git", repository], 10, 1),
  });
  const what = `git history, ${sizes.length.toLocaleString("en")} blobs, ${(bytes / 2 ** 20).toFixed(0)} MiB`;
  return [
    { ...row(what, bytes, ours), beside: besides("git log -p -U0 --all", bytes, log), aim: "≥ 2 ×" },
    { ...row(what, bytes, ours), beside: besides("git log -p -U0 --all | ripgrep", bytes, piped) },
    { ...row(`${what}, 1 thread`, bytes, onOne), beside: besides("git log -p -U0 --all", bytes, log) },
    { what: `${what}: peak memory`, value: ours.peakMb, unit: "MB", aim: "≤ 150 MB" },
    ...(await pushRows(repository)),
  ];
}

/** What a push of a hundred commits brings. */
async function pushRows(repository: string): Promise<Row[]> {
  const { folder } = corpus();
  const range = "HEAD~100..HEAD";
  const { git, pushed, start } = await costs({
    pushed: tokenward(["--git", repository, "--range", range], 10, 2),
    start: tokenward(emptyFile(folder), 10, 1),
    git: command(
      "sh",
      "-c",
      `git -C "$0" rev-list --objects --no-object-names "$1" | git -C "$0" cat-file --batch --buffer`,
      repository,
      range,
    ),
  });
  const beside = { what: "git, only listing and reading", value: git.seconds };
  return [
    { what: "a push of 100 commits", value: pushed.seconds, unit: "s", beside, aim: "≤ 0.1 s" },
    { what: "a push of 100 commits, without the start", value: less(pushed, start).seconds, unit: "s" },
  ];
}

async function madeRepository(): Promise<string> {
  const { folder, tree } = corpus();
  const token = `npm_${"Qz7".padEnd(36, "k4Tn9_Lw")}`;
  return await makeRepository(
    folder,
    SOURCE_CODE.flatMap((name) => foldersOf(tree, name)),
    token,
  );
}

function copyIfThere(tree: string, name: string, target: string): void {
  for (const source of foldersOf(tree, name)) cpSync(source, join(target, name), { recursive: true });
}

function foldersOf(tree: string, name: string): string[] {
  return [join(tree, "usr", name), join(tree, "usr/lib", name)].filter((folder) => existsSync(folder));
}

function command(...args: [program: string, ...rest: string[]]): Command {
  return { args };
}

function tokenward(target: string | readonly string[], count: number, threads: number): Command {
  const { folder } = corpus();
  const prefixes = prefixesFor(count);
  const formats = prefixes.map((prefix, i) => ({ id: `bench_${i}`, kind: "pattern", prefix, alphabet: "0-9A-Za-z_-", length: [28, 255] }));
  const config = join(folder, `formats-${count}.json`);
  writeFileSync(config, JSON.stringify({ formats }));
  const ids = formats.map(({ id }) => id).join(",");
  const paths = typeof target === "string" ? [target] : target;
  return {
    args: [process.execPath, MAIN, "scan", "--json", "--threads", String(threads), `--token-format=${ids}`, ...paths],
    env: { TOKENWARD_CONFIG: config },
  };
}

function ripgrep(path: string, count: number, isFixed: boolean): Command {
  const { folder } = corpus();
  const patterns = join(folder, `patterns-${count}${isFixed ? "-fixed" : ""}`);
  const prefixes = prefixesFor(count);
  writeFileSync(patterns, isFixed ? prefixes.join("\n") : `(?-u:(?:${prefixes.join("|")})${TAIL})`);
  return command(rgPath, "-a", "-uuu", "--count-matches", ...(isFixed ? ["-F"] : []), "-f", patterns, path);
}

function emptyFile(folder: string): string {
  const path = join(folder, "empty.txt");
  writeFileSync(path, "");
  return path;
}

function less(whole: Cost, { seconds }: Cost): Cost {
  return { ...whole, seconds: Math.max(whole.seconds - seconds, 0.001) };
}

function row(what: string, bytes: number, { seconds }: Cost): Row {
  return { what, value: bytes / 1e9 / seconds, unit: "GB/s" };
}

function besides(what: string, bytes: number, { seconds }: Cost): NonNullable<Row["beside"]> {
  return { what, value: bytes / 1e9 / seconds };
}
