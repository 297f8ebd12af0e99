import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../helpers/folder.ts";
import { startProgram, startService } from "../helpers/process.ts";

const DIST = new URL("../../dist/", import.meta.url);

describe("a command loads one file of its own, and none of a package:", () => {
  test.each([
    ["--version", 0, "tokenward"],
    ["healthcheck", 1, "tokenward"],
    ["scan --help", 0, "scan"],
    ["scan --json", 0, "scan"],
  ])("tokenward %s", async (command, code, file) => {
    const cwd = await temporaryFolder();
    const coverage = await temporaryFolder();
    const { exited } = startService(command.split(" "), { NODE_V8_COVERAGE: coverage, PORT: "1" }, cwd);
    expect(await exited).toEqual({ code, signal: null });
    const loaded = await loadedIn(coverage);
    expect(loaded.filter((url) => url.includes("/node_modules/"))).toEqual([]);
    const ours = loaded.flatMap((url) => url.split("/dist/")[1] ?? []);
    expect(new Set(ours)).toEqual(new Set(["main.js", `kernel/place/${file}.cjs`]));
  });
});

test.each(["scan", "tokenward"])("what the build compiled of %s is taken by the engine", async (name) => {
  const file = new URL(`kernel/place/${name}.cjs`, DIST).pathname;
  const script = `const { readFileSync } = require("node:fs");
    const { Script } = require("node:vm");
    const script = new Script(readFileSync(process.argv[1], "utf8"), { cachedData: readFileSync(process.argv[1] + ".compiled") });
    console.log("refused:", script.cachedDataRejected);`;
  const program = startProgram([process.execPath, "-e", script, file]);
  expect(await program.exited).toEqual({ code: 0, signal: null });
  expect(program.stdout()).toBe("refused: false\n");
});

/** Every module of every thread. */
async function loadedIn(coverage: string): Promise<string[]> {
  const reports = await Promise.all((await readdir(coverage)).map(async (name) => await readFile(join(coverage, name), "utf8")));
  return reports.flatMap((report) => (JSON.parse(report) as { result: { url: string }[] }).result.map(({ url }) => url));
}
