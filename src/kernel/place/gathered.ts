import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { TREE } from "./tree.ts";

/** All that commands are made of in one file, and beside it what the engine made of that when it was built: neither is looked for, read nor compiled in pieces. */
export interface Gathered<Exports> {
  readonly exports: Exports;
  readonly script: Script;
}

/** What the build gathers: the command that is started all day and every time waited for, what helps it on another thread, and all commands. */
export type GatheredName = "scan" | "thread" | "tokenward";

/** In the tree that runs. */
export function gatheredFile(name: GatheredName): URL {
  return new URL(`kernel/place/${name}.cjs`, TREE);
}

/** Where what a file of them was compiled to lies; the engine refuses what another version of it wrote, and compiles the code. */
export function compiledOf(url: URL): URL {
  return new URL(`${url.href}.compiled`);
}

/** Runs it. @throws where nothing was built */
export function runGathered<Exports extends object>(url: URL): Gathered<Exports> {
  const filename = fileURLToPath(url);
  const compiled = compiledOf(url);
  const script = new Script(readFileSync(url, "utf8"), {
    filename,
    cachedData: existsSync(compiled) ? readFileSync(compiled) : undefined,
  });
  const exported = { exports: {} };
  const run = script.runInThisContext() as (module: typeof exported, require: NodeJS.Require, filename: string) => void;
  run(exported, createRequire(url), filename);
  return { exports: exported.exports as Exports, script };
}
