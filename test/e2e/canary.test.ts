import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Keyring } from "../../src/kernel/keyring.ts";
import { Secret } from "../../src/kernel/secret.ts";
import type { FakeGithub } from "../../src/simulate/fake-github.ts";
import { findCanaries, type Haystack, writings } from "../helpers/canary.ts";
import { type TestDatabase, testDatabase } from "../helpers/database.ts";
import { startFaultProxy } from "../helpers/fault-proxy.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { attenuate, withBadSignature } from "../helpers/macaroons.ts";
import { startMailbox } from "../helpers/mailbox.ts";
import { testRedis } from "../helpers/redis.ts";
import { type Incident, record, startGithub, startTokenward, type Tokenward } from "../helpers/service.ts";
import { describeWith } from "../helpers/skip.ts";
import { until } from "../helpers/until.ts";

const MASTER = Buffer.from("the master secret of this test, 40 bytes");
const github = await startGithub();
const redis = await testRedis();
const common = { GITHUB_API_URL: github.apiUrl, LOG_LEVEL: "trace", TOKENWARD_SECRET: MASTER.toString("base64") };

/** All that must never be seen again once it was minted. */
function secretsOf(token: string): Record<string, string | Buffer> {
  const body = token.slice(token.indexOf("-") + 1);
  const bytes = Buffer.from(body, "base64url");
  return {
    "the token": token,
    "its body": body,
    "the last third of its body": body.slice(-Math.floor(body.length / 3)),
    "its bytes": bytes,
    "its signature": bytes.subarray(-32),
    "an attenuated copy": attenuate(token, "[1,[]]"),
    "a forged copy": withBadSignature(token),
    "the master secret": MASTER,
  };
}

/** Takes the token through everything that a service does with one; answers what it said, without the echo in the labels. */
async function journey(service: Tokenward, sender: FakeGithub, token: string): Promise<Haystack[]> {
  const answers: Haystack[] = [];
  const see = async (where: string, answering: Promise<Response>, status: number): Promise<void> => {
    const answer = await answering;
    expect([where, answer.status]).toEqual([where, status]);
    answers.push({ where: `answer: ${where}`, text: `${JSON.stringify([...answer.headers])}${await answer.text()}` });
  };
  const admin = { authorization: "Bearer admin-token-of-the-tests" };
  const json = { ...admin, "content-type": "application/json" };
  const post = (path: string, body: string | URLSearchParams, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${service.url}${path}`, { method: "POST", body, headers });
  const signed = (text: string): Promise<Response> => post("/hooks/github-partner", text, sender.sign(Buffer.from(text)));
  const lookup = (): Promise<Response> => post("/api/lookup", JSON.stringify({ token }), json);
  const introspect = (): Promise<Response> => post("/introspect", new URLSearchParams({ token }), admin);

  await see("introspect", introspect(), 200);
  await see("lookup", lookup(), 200);
  const report = JSON.stringify([record(token)]);
  await see("no signature", post("/hooks/github-partner", report), 401);
  await see("a signature of something else", post("/hooks/github-partner", report, sender.sign(Buffer.from("[]"))), 401);
  await see("an unknown source", post("/hooks/nobody", report), 404);
  await see("broken JSON", signed(report.slice(0, -3)), 400);
  await see("not an array", signed(JSON.stringify({ token })), 400);
  await see("an unknown path", post("/nothing", report), 404);
  await see("an API body that is no JSON", post("/api/lookup", `{"token": ${token}`, json), 400);
  await see("an API body of another shape", post("/api/tokens", JSON.stringify({ token, owner: token }), json), 400);
  await see("the token as a credential", post("/api/lookup", "{}", { ...json, authorization: `Bearer ${token}` }), 401);
  await see(
    "the token in a query",
    fetch(`${service.url}/api/incidents?q=${encodeURIComponent(`nothing:${token}`)}`, { headers: admin }),
    400,
  );
  const malformed = [{ token: [token] }, { token: { token } }, token, { ...record(`${token}\u0000`), source: 5 }, { type: token }];
  const records = [
    ...malformed,
    record(withBadSignature(token)),
    record(attenuate(token, "[1,[]]")),
    record(`export T="${token}"`),
    record(token),
  ];
  const { body, status } = await sender.send(service.hook, records);
  expect(status).toBe(200);
  const withoutEcho = JSON.stringify(JSON.parse(body), (key, value: unknown) => (key === "token_raw" ? undefined : value));
  answers.push({ where: "answer: labels", text: withoutEcho });
  const inEveryField = { token, type: token, url: `https://example.com/?q=${token}`, source: token };
  expect((await sender.send(service.hook, [inEveryField])).status).toBe(200);
  return answers;
}

/** The forged copy names the same token and has an incident of its own, about which nobody is told. */
async function ownerTold(service: Tokenward, id: string): Promise<void> {
  await until("the owner was told", async () => {
    const { body } = await service.call("GET", `/api/incidents?q=token:${id}`);
    return (body as { incidents: Incident[] }).incidents.some(({ notified_at }) => notified_at !== null);
  });
}

/** What can be seen afterwards. */
async function pages(service: Tokenward): Promise<Haystack[]> {
  const headers = { authorization: "Bearer admin-token-of-the-tests" };
  const { body } = await service.call("GET", "/api/incidents");
  const ids = (body as { incidents: { id: string }[] }).incidents.map(({ id }) => `/api/incidents/${id}`);
  expect(ids.length).toBeGreaterThan(0);
  const paths = ["/api/incidents", ...ids, "/metrics", "/readyz", "/healthz", "/openapi.json"];
  return await Promise.all(
    paths.map(async (path) => ({ where: `page: ${path}`, text: await (await fetch(`${service.url}${path}`, { headers })).text() })),
  );
}

async function tables({ database }: TestDatabase): Promise<Haystack[]> {
  const names = await database.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'bullmq') and table_type = 'BASE TABLE'`,
  );
  expect(names.length).toBeGreaterThan(10);
  return await Promise.all(
    names.map(async ({ name }) => {
      const rows = await database.query<{ row: string }>(`select t::text as row from ${name} t`);
      return { where: `table ${name}`, text: rows.map(({ row }) => row).join("\n") };
    }),
  );
}

async function files(folder: string): Promise<Haystack[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(paths.map(async (path) => ({ where: path.slice(folder.length), text: await readFile(path, "latin1") })));
}

function logs({ process }: Tokenward): Haystack[] {
  return [{ where: "log", text: process.stdout() + process.stderr() }];
}

/** Everything that the service says to this server from now on, as it is on the wire. */
async function tapped(url: string, where: string): Promise<{ url: string; said: () => Haystack }> {
  const proxy = await startFaultProxy(url);
  const said: string[] = [];
  proxy.onMessage = (text) => {
    said.push(text);
    return "pass";
  };
  return { url: proxy.url, said: () => ({ where, text: said.join("") }) };
}

it("the search finds a secret in every writing, in the middle of anything", () => {
  const secrets = secretsOf(`tokenward-${Buffer.alloc(120, "a macaroon of sorts").toString("base64url")}`);
  for (const [name, secret] of Object.entries(secrets)) {
    for (const [how, text] of Object.entries(writings(Buffer.from(secret)))) {
      expect(findCanaries({ [name]: secret }, [{ where: "here", text: `x${text}y` }])).toContain(`here: ${name}, ${how}`);
    }
    for (const before of ["", "a", "ab"]) {
      const text = Buffer.concat([Buffer.from(before), Buffer.from(secret), Buffer.from("z")]).toString("base64");
      expect(findCanaries({ [name]: secret }, [{ where: "here", text }])).not.toEqual([]);
    }
  }
});

const engines = [
  { engine: "PostgreSQL alone", resource: { redisUrl: null } },
  { engine: "PostgreSQL and Redis", resource: "url" in redis ? { redisUrl: redis.url } : redis },
] as const;

for (const { engine, resource } of engines) {
  describeWith<{ redisUrl: string | null }>(resource, `on ${engine}`, ({ redisUrl }) => {
    it("no secret reaches a table, the queue, the wire, a log, a mail, a page, a metric or a file", async () => {
      const DATA_DIR = await temporaryFolder();
      const store = await testDatabase();
      const mailbox = await startMailbox({ deferrals: 1 });
      const postgres = await tapped(store.url.reveal("tap it"), "sent to PostgreSQL");
      const smtp = await tapped(mailbox.url, "sent to the relay");
      const queue = redisUrl === null ? null : await tapped(redisUrl, "sent to Redis");
      const env = { ...common, DATA_DIR, DATABASE_URL: postgres.url, SMTP_URL: smtp.url };
      const service = await startTokenward(queue === null ? env : { ...env, REDIS_URL: queue.url });
      const { id, token } = await service.mint();
      const answers = await journey(service, github, token);
      await until("the relay has put the mail off", () =>
        store.database.query("select from notices where last_response like '%come again%'").then((rows) => rows.length),
      );
      const early = await tables(store);
      await store.database.query("update obligations set due_at = now() where kind = 'notify'");
      await ownerTold(service, id);
      expect(mailbox.raw).toHaveLength(2);
      const seen = [...answers, ...early, ...(await pages(service)), ...(await tables(store)), ...(await files(DATA_DIR))];
      await service.process.kill();
      const wires = [postgres.said(), smtp.said(), ...(queue === null ? [] : [queue.said()])];
      for (const wire of wires) expect(wire.text.length).toBeGreaterThan(500);
      const mails = mailbox.raw.map((text, n) => ({ where: `mail ${n}`, text }));

      const [row] = await store.database.query<{ root_key: Buffer }>("select root_key from tokens where id = $1", [id]);
      const rootKey = new Keyring(new Secret(MASTER)).unseal(row!.root_key, `token ${id}`);
      const secrets = { ...secretsOf(token), "its root key": rootKey };
      expect(findCanaries(secrets, [...seen, ...logs(service), ...wires, ...mails])).toEqual([]);
    });
  });
}

it("no secret reaches a file of DATA_DIR: tables, write-ahead log and mails of the embedded database", async () => {
  const DATA_DIR = await temporaryFolder();
  const service = await startTokenward({ ...common, DATA_DIR });
  const { id, token } = await service.mint();
  const answers = await journey(service, github, token);
  await ownerTold(service, id);
  await service.process.kill();
  const seen = await files(DATA_DIR);
  expect(seen.filter(({ where }) => where.endsWith(".eml"))).toHaveLength(1);
  expect(seen.filter(({ where }) => where.includes("pg_wal")).length).toBeGreaterThan(0);
  expect(seen.some(({ text }) => text.includes(id))).toBe(true);
  expect(findCanaries(secretsOf(token), [...answers, ...seen, ...logs(service)])).toEqual([]);
});
