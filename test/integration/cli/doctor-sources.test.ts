import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Diagnosis } from "../../../src/cli/root.ts";
import { SOURCE_SETTINGS } from "../../../src/compose/intakes/source-settings.ts";
import { root } from "../../../src/compose/root.ts";
import { SourceHealth } from "../../../src/incidents/health/source-health.ts";
import { DISCLOSERS, type FakeDiscloserVendor, fakeDiscloser } from "../../../src/simulate/vendors/disclosers.ts";
import { createMetrics } from "../../../src/telemetry/metrics.ts";
import { runCommand } from "../../helpers/command.ts";
import { type TestDatabase, testDatabase } from "../../helpers/database.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { startGithub } from "../../helpers/service.ts";
import { recordingLog } from "../../unit/sources/support.ts";

const github = await startGithub();
const GOOD = "0123456789abcdef0123456789abcdef";
let database: TestDatabase;
let gitlab: FakeDiscloserVendor;

beforeAll(async () => {
  database = await testDatabase();
  gitlab = await fakeDiscloser(DISCLOSERS["gitlab-partner"]);
});
afterAll(() => gitlab.stop());

async function doctor(env: Readonly<Record<string, string>>): Promise<{ code: number; of: (source: string) => Diagnosis | undefined }> {
  const around = {
    DATABASE_URL: database.url.reveal("test"),
    DATA_DIR: await temporaryFolder(),
    TOKENWARD_SECRET: Buffer.alloc(32, 9).toString("base64"),
    GITHUB_API_URL: github.apiUrl,
    LOG_LEVEL: "silent",
    ...env,
  };
  const { code, stdout } = await runCommand(["doctor", "--json"], { env: around, root });
  const all = JSON.parse(stdout) as Diagnosis[];
  return { code, of: (source) => all.find(({ name }) => name === `source ${source}`) };
}

test("knows the settings of every source there is", () => {
  const files = readdirSync(new URL("../../../src/sources/known", import.meta.url), { recursive: true, encoding: "utf8" });
  const ids = files.filter((file) => file.endsWith(".ts")).map((file) => file.replace(/\.ts$/u, ""));
  expect(Object.keys(SOURCE_SETTINGS).toSorted()).toEqual(ids.filter((id) => id !== "disclosers").toSorted());
});

test("a source that is not configured is said to be none, with the variable that makes it one", async () => {
  const { of } = await doctor({});
  for (const [id, { variables }] of Object.entries(SOURCE_SETTINGS).filter(([one]) => one !== "github-partner")) {
    expect(of(id)).toEqual({
      name: `source ${id}`,
      verdict: "skipped",
      found: `not configured: /hooks/${id} answers 404`,
      advice: `to take it, set ${variables.join(" or ")}`,
    });
  }
});

describe("keys", () => {
  test("are asked for, counted, and told with where they are", async () => {
    const { of } = await doctor({ GITLAB_KEYS_URL: gitlab.discloser.keysUrl });
    const host = new URL(gitlab.discloser.keysUrl).host;
    expect(of("gitlab-partner")).toEqual({
      name: "source gitlab-partner",
      verdict: "ok",
      found: `1 key(s) from ${host}, 1 current; no genuine delivery yet`,
    });
  });

  test.each([
    ["down", "could not be reached"],
    ["rateLimited", "answered 429"],
    ["garbage", "not JSON"],
    ["redirect", "answered 302"],
  ] as const)("that cannot be had because the endpoint is %s are a failure, with the reason", async (fault, reason) => {
    gitlab.keys!.break(fault);
    const { code, of } = await doctor({ GITLAB_KEYS_URL: gitlab.discloser.keysUrl });
    gitlab.keys!.repair();
    expect([code, of("gitlab-partner")]).toEqual([
      1,
      expect.objectContaining({
        verdict: "failed",
        found: expect.stringMatching(new RegExp(`^no keys from 127\\.0\\.0\\.1:\\d+: (?!127).*${reason}.*; no genuine delivery yet$`, "u")),
        advice: expect.stringContaining("check GITLAB_KEYS_URL and the way out of this network"),
      }),
    ]);
  });

  test("of which none is current are a warning; so are those of a discloser of the file", async () => {
    const folder = await temporaryFolder();
    const acme = {
      id: "acme-scan",
      title: "Acme",
      key_id_header: "A-Key",
      signature_header: "A-Signature",
      keys_url: gitlab.discloser.keysUrl,
    };
    await writeFile(join(folder, "config.json"), JSON.stringify({ disclosers: [acme] }));
    const { id, publicPem } = gitlab.discloser.currentKey;
    gitlab.discloser.document = { public_keys: [{ key_identifier: id, key: publicPem, is_current: false }] };
    const { of } = await doctor({ TOKENWARD_CONFIG: join(folder, "config.json") });
    gitlab.discloser.document = null;
    expect(of("acme-scan")).toMatchObject({
      verdict: "warning",
      found: expect.stringContaining("1 key(s) from 127.0.0.1"),
      advice: expect.stringContaining("no key in its list is current"),
    });
  });
});

describe("secrets", () => {
  test.each([
    [{ GITEA_WEBHOOK_SECRET: GOOD }, "gitea", "ok", "1 secret(s); no genuine delivery yet"],
    [{ GITEA_WEBHOOK_SECRET: `${GOOD},short` }, "gitea", "warning", "2 secret(s); one has 5 characters and can be guessed"],
    [{ AZURE_WEBHOOK_SECRET: "a-long-user-name-of-the-hook:pass" }, "azure", "warning", "one has 4 characters"],
    [{ GITEA_WEBHOOK_SECRET: GOOD, BITBUCKET_WEBHOOK_SECRET: GOOD }, "bitbucket", "warning", "shared with gitea"],
    [{ GITLAB_WEBHOOK_TOKEN: GOOD }, "gitlab-revocation", "ok", "1 secret(s)"],
    [{ AZURE_WEBHOOK_SECRET: `hook:${GOOD}`, PUBLIC_URL: "http://tokens.example.com" }, "azure", "warning", "its password comes in clear"],
  ] as const)("%j: %s is %s", async (env, source, verdict, found) => {
    const { of } = await doctor(env);
    expect(of(source)).toMatchObject({ verdict, found: expect.stringContaining(found) });
    expect(JSON.stringify(of(source))).not.toContain(GOOD);
  });
});

test("when a source was last heard of comes from the database, and so do alarms, with what to do", async () => {
  const health = new SourceHealth({ db: database.database, metrics: createMetrics(), log: recordingLog().log });
  health.genuine("gitea");
  health.records("gitea", 60, 0);
  for (let time = 0; time < 10; time += 1) health.refused("bitbucket", "wrong_signature");
  await health.exchange();
  const { of } = await doctor({ GITEA_WEBHOOK_SECRET: GOOD, BITBUCKET_WEBHOOK_SECRET: `${GOOD}2` });
  expect(of("gitea")).toMatchObject({
    verdict: "warning",
    found: expect.stringMatching(/last genuine delivery \d{4}-\d\d-\d\dT\S+Z; no record holds a token of a known format$/u),
    advice: expect.stringContaining("check TOKEN_PREFIX"),
  });
  expect(of("bitbucket")).toMatchObject({
    verdict: "warning",
    found: expect.stringContaining("no genuine delivery yet; every delivery is refused (wrong_signature)"),
    advice: expect.stringContaining("check BITBUCKET_WEBHOOK_SECRET"),
  });
});
