import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { TestRepository } from "../../helpers/scan/repository.ts";
import { exampleTokens, scan } from "../../helpers/scan/scanning.ts";

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly pass_filenames: boolean;
}

test("the hook that is offered for pre-commit stops a commit with a token, and no other", async () => {
  const [hook] = parse(readFileSync(new URL("../../../.pre-commit-hooks.yaml", import.meta.url), "utf8")) as readonly Hook[];
  const [program, command, ...args] = hook!.entry.split(" ");
  expect([program, command, hook!.pass_filenames]).toEqual(["tokenward", "scan", false]);
  const repository = await TestRepository.create();
  await repository.write("a.txt", "harmless");
  await repository.git("add", "a.txt");
  expect((await scan(args, { cwd: repository.path })).code).toBe(0);
  await repository.write("a.txt", (await exampleTokens(1))[0]!);
  await repository.git("add", "a.txt");
  expect((await scan(args, { cwd: repository.path })).code).toBe(1);
});
