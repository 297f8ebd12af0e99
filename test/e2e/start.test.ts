import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../helpers/folder.ts";
import { startService } from "../helpers/process.ts";

describe("what is not needed is not loaded", () => {
  test.each(["--version", "scan --help", "scan --json"])("tokenward %s loads no package", async (command) => {
    const cwd = await temporaryFolder();
    const coverage = await temporaryFolder();
    const { exited } = startService(command.split(" "), { NODE_V8_COVERAGE: coverage }, cwd);
    expect(await exited).toEqual({ code: 0, signal: null });
    const loaded = await loadedIn(coverage);
    expect(loaded).toContainEqual(expect.stringContaining("/dist/main.js"));
    expect(loaded.filter((url) => url.includes("/node_modules/"))).toEqual([]);
    // A scan takes what was compiled, and nothing else of ours.
    const others = loaded.filter((url) => url.includes("/dist/") && !url.endsWith("/dist/main.js"));
    if (command.startsWith("scan")) expect(others.filter((url) => !/\/(?:scan\.cjs|chunk-\w+\.js)$/u.test(url))).toEqual([]);
  });
});

/** Every module of every thread. */
async function loadedIn(coverage: string): Promise<string[]> {
  const reports = await Promise.all((await readdir(coverage)).map(async (name) => await readFile(join(coverage, name), "utf8")));
  return reports.flatMap((report) => (JSON.parse(report) as { result: { url: string }[] }).result.map(({ url }) => url));
}
