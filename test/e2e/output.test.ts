import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startProgram } from "../helpers/process.ts";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

test.each(["config", "--help", "inspect --json"])(
  "whoever reads `tokenward %s` may stop reading: it ends, and complains of nothing",
  async (command) => {
    const pipe = `yes garbage | head -50000 | "$0" "$1" ${command} | true; echo "exit \${PIPESTATUS[2]}"`;
    const shell = startProgram(["bash", "--norc", "-c", pipe, process.execPath, MAIN]);
    await shell.exited;
    expect([shell.stdout(), shell.stderr()]).toEqual(["exit 0\n", ""]);
  },
);

test("what cannot be written is told in a sentence, with the exit code of an error and not that of findings", async () => {
  const shell = startProgram(["bash", "--norc", "-c", '"$0" "$1" scan --json /dev/null > /dev/full', process.execPath, MAIN]);
  expect(await shell.exited).toMatchObject({ code: 2 });
  expect(shell.stderr()).toMatch(/^tokenward: what was to be told cannot be written: .*no space left.*\.\n$/u);
});
