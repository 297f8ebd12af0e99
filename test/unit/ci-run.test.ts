import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../helpers/folder.ts";
import { startProgram } from "../helpers/process.ts";

const SCRIPT = fileURLToPath(new URL("../../.ci/run", import.meta.url));

/** Runs the script where there is nothing but these programs; each writes down how it was called. */
async function run(user: number, programs: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const PATH = await temporaryFolder();
  const script = async (name: string, text: string): Promise<void> => {
    await writeFile(join(PATH, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(PATH, name), 0o755);
  };
  await script("id", `echo ${user}`);
  for (const name of programs) await script(name, `echo "${name} $*"`);
  const child = startProgram(["/bin/bash", "--norc", SCRIPT], { PATH });
  const { code } = await child.exited;
  return { code, stdout: child.stdout(), stderr: child.stderr() };
}

const NPM = "npm ci --no-audit --no-fund\nnpm run check\nnpm test\n";

test("with all there is to have it installs, checks and tests, whoever runs it", async () => {
  expect(await run(1000, ["npm", "git", "redis-server", "chromium"])).toEqual({ code: 0, stdout: NPM, stderr: "" });
  expect(await run(0, ["npm", "git", "redis-server", "chromium", "setpriv"])).toEqual({ code: 0, stdout: NPM, stderr: "" });
});

test("whoever is not root and lacks packages is told which, and how root installs them", async () => {
  const { code, stderr, stdout } = await run(1000, ["npm", "git", "apt-get"]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(
    /^\.ci\/run: .*missing: redis-server chromium-headless-shell\. .*as root \(apt-get install --yes --no-install-recommends redis-server chromium-headless-shell\)/u,
  );
});

test.each([
  [["npm", "git"], "there is no apt-get: redis-server chromium-headless-shell util-linux"],
  [["git", "apt-get"], "npm is missing"],
])("says what is missing where it cannot be installed: %j", async (programs, complaint) => {
  const { code, stderr } = await run(0, programs);
  expect([code, stderr]).toEqual([1, expect.stringContaining(complaint)]);
});
