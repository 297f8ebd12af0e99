import { expect, test } from "vitest";
import { root } from "../../../src/compose/root.ts";
import { runCommand } from "../../helpers/command.ts";
import { temporaryFolder } from "../../helpers/folder.ts";

test("migrating is told in prose to people and as JSON to scripts, never as both", async () => {
  const env = { DATA_DIR: await temporaryFolder() };
  const first = await runCommand(["migrate", "--json"], { env, root });
  expect([first.code, first.stderr]).toEqual([0, ""]);
  expect(JSON.parse(first.stdout)).toEqual({ applied: expect.arrayContaining(["0001_schema"]) as string[] });
  expect(await runCommand(["migrate", "--json"], { env, root })).toEqual({ code: 0, stdout: '{"applied":[]}\n', stderr: "" });
  expect(await runCommand(["migrate"], { env, root })).toEqual({ code: 0, stdout: "", stderr: "The schema is up to date.\n" });
});
