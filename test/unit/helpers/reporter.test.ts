import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startProgram, type TestProcess } from "../../helpers/process.ts";

const VITEST = fileURLToPath(new URL("../../../node_modules/vitest/vitest.mjs", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../fixtures/reporter/vitest.config.ts", import.meta.url));

function start(...files: string[]): TestProcess {
  return startProgram([process.execPath, VITEST, "run", "--config", CONFIG, ...files]);
}

async function run(...files: string[]): Promise<{ code: number | null; last: string; output: string }> {
  const vitest = start(...files);
  const { code } = await vitest.exited;
  const output = vitest.stdout();
  return { code, output, last: output.trimEnd().split("\n").at(-1) ?? "" };
}

test("the last line counts passed, failed and skipped tests, and the ones before say why they were skipped", async () => {
  const { code, last, output } = await run("passing");
  expect(last).toBe("1 passed, 0 failed, 4 skipped");
  expect(output).toContain("skipped 2: no Redis\n");
  expect(output).toContain("skipped 1: the moon is not full\n");
  expect(output).toContain("skipped 1: no Chromium\n");
  expect(code).toBe(0);
});

test("a failed set-up counts as failed, even where no test ran", async () => {
  const { code, last } = await run("failing");
  expect(last).toMatch(/^1 passed, 2 failed/u);
  expect(code).toBe(1);
});

test("a file that cannot be loaded counts as failed", async () => {
  const { code, last } = await run("broken");
  expect(last).toBe("0 passed, 1 failed");
  expect(code).toBe(1);
});

test("a run that finds no tests is no success", async () => {
  const { code, last } = await run("no-such-file");
  expect(last).toBe("0 passed, 1 failed");
  expect(code).toBe(1);
});

test("a run that is interrupted counts what it had done, and is no success", async () => {
  const vitest = start("endless");
  await vitest.line(/^seen: passes$/u);
  await vitest.kill("SIGINT");
  const [said, last] = vitest.stdout().trimEnd().split("\n").slice(-2);
  expect([said, last]).toEqual(["the run did not come to its end: what is missing is not counted", "1 passed, 1 failed"]);
});
