import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Diagnosis } from "../../../src/cli/root.ts";
import { root } from "../../../src/compose/root.ts";
import { runCommand } from "../../helpers/command.ts";
import { testDatabase } from "../../helpers/database.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { testHeart } from "../../helpers/heart.ts";
import { freePort } from "../../helpers/port.ts";
import { startGithub } from "../../helpers/service.ts";

const github = await startGithub();
const TOKENWARD_SECRET = Buffer.alloc(32, 9).toString("base64");
const NOBODY = `127.0.0.1:${await freePort()}`;

async function doctor(env: Readonly<Record<string, string>>): Promise<{ code: number; by: Readonly<Record<string, Diagnosis>> }> {
  const around = { DATA_DIR: await temporaryFolder(), TOKENWARD_SECRET, GITHUB_API_URL: github.apiUrl, LOG_LEVEL: "silent", ...env };
  const { code, stdout } = await runCommand(["doctor", "--json"], { env: around, root });
  return { code, by: Object.fromEntries((JSON.parse(stdout) as Diagnosis[]).map((one) => [one.name, one])) };
}

test("warns of a database that may lose what it accepted, and finds all else in order", async () => {
  const { url } = await testDatabase();
  const { by, code } = await doctor({ DATABASE_URL: url.reveal("test") });
  const looked = Object.values(by).filter(({ verdict }) => verdict !== "skipped");
  expect(looked.filter(({ advice, verdict }) => verdict !== "ok" || advice !== undefined)).toEqual([
    {
      name: "database",
      verdict: "warning",
      found: expect.stringMatching(/fsync is off$/u),
      advice: expect.stringContaining("may be lost in a crash"),
    },
  ]);
  expect([code, by["secret"]?.found]).toEqual([0, "TOKENWARD_SECRET is this database's"]);
});

test("gives advice with everything that does not answer, and does not pretend to have looked further", async () => {
  const env = {
    DATABASE_URL: `postgres://${NOBODY}/x`,
    SMTP_URL: `smtp://${NOBODY}`,
    GITHUB_API_URL: `http://${NOBODY}`,
    REDIS_URL: `redis://${NOBODY}`,
  };
  const { by, code } = await doctor(env);
  expect(code).toBe(1);
  const failed = (advice: string): object => ({ verdict: "failed", advice: expect.stringContaining(advice) });
  expect(by).toMatchObject({
    "data folder": { verdict: "ok" },
    database: failed("check DATABASE_URL"),
    schema: { verdict: "skipped", found: "not looked at: it needs the database" },
    secret: { verdict: "skipped", found: "not looked at: it needs an up to date schema" },
    queue: failed("check REDIS_URL"),
    mail: failed("check SMTP_URL"),
    "source github-partner": failed("the alerts of GitHub secret scanning are answered 503"),
  });
});

test("says which secret it found to be the database's, and who applies what is pending", async () => {
  const env = { DATA_DIR: await temporaryFolder(), TOKENWARD_SECRET: "" };
  const fresh = await doctor(env);
  expect(fresh.by["schema"]).toMatchObject({ verdict: "warning", advice: "the next start applies what is pending" });
  await runCommand(["migrate"], { env, root });
  const { by, code } = await doctor(env);
  expect([code, by["secret"]?.found]).toEqual([0, `the secret in ${env.DATA_DIR}/secret is this database's`]);
});

test("for people, advice stands below what was found", async () => {
  const { url } = await testDatabase();
  const DATA_DIR = join(await temporaryFolder(), "file");
  await writeFile(DATA_DIR, "");
  await chmod(DATA_DIR, 0o400);
  const env = { DATA_DIR, DATABASE_URL: url.reveal("test"), TOKENWARD_SECRET, GITHUB_API_URL: github.apiUrl };
  const { stdout } = await runCommand(["doctor"], { env, root });
  expect(stdout).toMatch(/data folder +EEXIST.+\n +→ give DATA_DIR a folder that this user may write to\n/u);
});

test("warns of a source that calls every token something that it is not", async () => {
  const heart = await testHeart();
  const minted = await Promise.all(Array.from({ length: 5 }, () => heart.mint()));
  await heart.report(
    minted.map(({ text }) => ({ token: text, type: "pypi_api_token" })),
    "gitlab",
  );
  const { by, code } = await doctor({ DATABASE_URL: heart.url.reveal("test") });
  expect(by["types"]).toMatchObject({ verdict: "warning", found: expect.stringContaining("from gitlab is of another format") });
  expect(code).toBe(0);
});
