import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { expect, it } from "vitest";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { attenuate, withBadSignature } from "../helpers/macaroons.ts";
import { startMailbox } from "../helpers/mailbox.ts";
import { testRedis } from "../helpers/redis.ts";
import { record, startGithub, startTokenward } from "../helpers/service.ts";
import { describeWith } from "../helpers/skip.ts";
import { until } from "../helpers/until.ts";

const redis = await testRedis();
const github = await startGithub();

it("with nothing configured: embedded database, mail to files, and all is there again after a kill -9", async () => {
  const DATA_DIR = await temporaryFolder();
  const env = { DATA_DIR, GITHUB_API_URL: github.apiUrl, TOKENWARD_SECRET: "" };
  const first = await startTokenward(env);
  const { id, token } = await first.mint();
  const survivor = await first.mint("another");
  expect(await first.introspect(token)).toMatchObject({ active: true });
  const answer = await github.send(first.hook, [record(token)]);
  expect([answer.status, JSON.parse(answer.body)]).toEqual([
    200,
    [{ token_raw: token, token_type: "tokenward_api_token", label: "true_positive" }],
  ]);
  await first.untilNotified([id]);
  expect(await first.introspect(token)).toEqual({ active: false });
  const [file] = (await readdir(join(DATA_DIR, "mail"))).filter((name) => name.endsWith(".eml"));
  const mail = await PostalMime.parse(await readFile(join(DATA_DIR, "mail", file!)));
  expect(mail.subject).toContain('We revoked your token "deploy"');

  await first.process.kill("SIGKILL");
  const second = await startTokenward(env);
  expect(await second.introspect(token)).toEqual({ active: false });
  expect(await second.introspect(survivor.token)).toMatchObject({ active: true });
  expect(await second.process.kill("SIGTERM")).toEqual({ code: 0, signal: null });
});

const engines = [
  { engine: "PostgreSQL alone", resource: { env: {} } },
  { engine: "PostgreSQL and Redis", resource: "url" in redis ? { env: { REDIS_URL: redis.url } } : redis },
] as const;

for (const { engine, resource } of engines) {
  describeWith<{ env: object }>(resource, `the main job on ${engine}`, ({ env: extra }) => {
    it("one delivery of good, forged, foreign and broken records: labels in request order, one revocation, one mail", async () => {
      const { url } = await testDatabase();
      const mailbox = await startMailbox();
      const env = {
        DATABASE_URL: url.reveal("test"),
        SMTP_URL: mailbox.url,
        GITHUB_API_URL: github.apiUrl,
        DATA_DIR: await temporaryFolder(),
        ...extra,
      };
      const tokenward = await startTokenward(env);
      const { id, token } = await tokenward.mint("ci");
      const bystander = await tokenward.mint("bystander");
      const records = [
        record(withBadSignature(bystander.token)),
        null,
        record("ghp_nothingofours"),
        record(attenuate(token, "[1,[]]")),
        record(token),
        "text",
        {},
      ];
      const answer = await github.send(tokenward.hook, records);
      expect((JSON.parse(answer.body) as { label: string }[]).map(({ label }) => label)).toEqual([
        "false_positive",
        "true_positive",
        "true_positive",
      ]);
      await tokenward.untilNotified([id]);
      expect(await tokenward.introspect(token)).toEqual({ active: false });
      expect(await tokenward.introspect(bystander.token)).toMatchObject({ active: true });
      expect(mailbox.mails.map(({ to, subject }) => [to?.[0]?.address, subject])).toEqual([
        ["ada@example.com", '[Tokenward] We revoked your token "ci" after it was found in public'],
      ]);
      const incident = await tokenward.incidentOf(id);
      expect(incident).toMatchObject({ state: "revoked", verdict: "genuine", occurrence_count: 1, owner: { email: "ada@example.com" } });
    });

    it("the same delivery sent twenty times at once to two processes: one revocation, one mail, the same answer", async () => {
      const { url } = await testDatabase();
      const mailbox = await startMailbox();
      const env = {
        DATABASE_URL: url.reveal("test"),
        SMTP_URL: mailbox.url,
        GITHUB_API_URL: github.apiUrl,
        DATA_DIR: await temporaryFolder(),
        ...extra,
      };
      const [one, two] = await Promise.all([startTokenward(env), startTokenward(env, ["serve", "--role", "web"])]);
      const { id, token } = await one.mint();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => github.send((n % 2 === 0 ? one : two).hook, [record(token)])));
      expect(new Set(answers.map(({ body, status }) => `${status} ${body}`)).size).toBe(1);
      expect(answers[0]!.status).toBe(200);
      await one.untilNotified([id]);
      expect(await one.incidentOf(id)).toMatchObject({ state: "revoked", occurrence_count: 1 });
      expect(mailbox.mails).toHaveLength(1);
    });

    it("roles apart: a web process takes the alert, a worker process does the rest", async () => {
      const { url } = await testDatabase();
      const mailbox = await startMailbox();
      const env = {
        DATABASE_URL: url.reveal("test"),
        SMTP_URL: mailbox.url,
        GITHUB_API_URL: github.apiUrl,
        DATA_DIR: await temporaryFolder(),
        ...extra,
      };
      const web = await startTokenward(env, ["serve", "--role", "web"]);
      const { id, token } = await web.mint();
      expect((await github.send(web.hook, [record(token)])).status).toBe(200);
      expect(await web.introspect(token)).toMatchObject({ active: true });
      const worker = await startTokenward(env, ["serve", "--role", "worker"]);
      await web.untilNotified([id]);
      expect((await fetch(worker.hook, { method: "POST" })).status).toBe(404);
      await until("the mail is there", () => mailbox.mails.length === 1);
    });
  });
}
