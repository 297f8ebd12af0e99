import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { launchTokenward, startTokenward } from "../helpers/service.ts";

it("tokenward import, beside the running service: from a file and from standard input, with what a person and what a script reads", async () => {
  const { url } = await testDatabase();
  const env = { DATABASE_URL: url.reveal("test"), DATA_DIR: await temporaryFolder() };
  const service = await startTokenward(env);
  const [one, two] = [await service.mint("one"), await service.mint("two")];
  const file = join(await temporaryFolder(), "report.json");
  await writeFile(
    file,
    JSON.stringify([
      { RuleID: "r", Secret: one.token, File: "x", StartLine: 1 },
      { RuleID: "r", Secret: "REDACTED" },
    ]),
  );

  const byFile = launchTokenward(env, ["import", file]);
  expect((await byFile.exited).code).toBe(0);
  expect(byFile.stdout()).toBe("2 findings of gitleaks, 1 tokens, 1 of ours, 1 redacted, 0 malformed\n");

  const byInput = launchTokenward(env, ["import", "-", "--json"]);
  byInput.write(`${JSON.stringify({ SourceMetadata: { Data: {} }, DetectorName: "Tokenward", Raw: two.token })}\n`);
  byInput.end();
  expect((await byInput.exited).code).toBe(0);
  expect(JSON.parse(byInput.stdout())).toMatchObject({ format: "trufflehog", matched: 1, labels: { true_positive: 1 } });

  await service.untilNotified([one.id, two.id]);
  expect(await service.introspect(one.token)).toEqual({ active: false });
  expect(await service.introspect(two.token)).toEqual({ active: false });
});

it("a report that cannot be read is told in one sentence, with the exit code of wrong use", async () => {
  const { url } = await testDatabase();
  const env = { DATABASE_URL: url.reveal("test"), DATA_DIR: await temporaryFolder() };
  const missing = launchTokenward(env, ["import", "/nowhere/report.json"]);
  expect((await missing.exited).code).toBe(2);
  expect(missing.stderr()).toMatch(/^tokenward: the report cannot be read: ENOENT/mu);
  const file = join(await temporaryFolder(), "report.txt");
  await writeFile(file, "hello");
  const unknown = launchTokenward(env, ["import", file]);
  expect((await unknown.exited).code).toBe(2);
  expect(unknown.stderr()).toMatch(/^tokenward: The report is of no known format; known are gitleaks/mu);
});
