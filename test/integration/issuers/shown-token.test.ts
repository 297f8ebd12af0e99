import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import { findCanaries, type Haystack } from "../../helpers/canary.ts";
import { FakeIssuer, WHSEC } from "../../helpers/fake-issuer.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { startMailbox } from "../../helpers/mailbox.ts";
import { until } from "../../helpers/until.ts";
import { PYPI } from "../../helpers/warehouse.ts";

const record = (token: string) => ({ token, type: "pypi_api_token", url: "https://github.com/octo/leak", source: "content" });

/** A service whose issuer must be shown the token, and what it knows of owners it tells only then. */
async function startWithGateway() {
  const [fake, mailbox, folder] = await Promise.all([FakeIssuer.start(), startMailbox(), temporaryFolder()]);
  const file = join(folder, "tokenward.json");
  const gateway = { id: "gateway", kind: "http", protocol: "json", url: `${fake.url}/contract`, secret: { $env: "GATEWAY_SECRET" } };
  await writeFile(
    file,
    JSON.stringify({
      formats: [{ id: "pypi", issuer: "gateway" }],
      issuers: [{ ...gateway, lookup: false, allow_addresses: ["127.0.0.1"], timeout_seconds: 1 }],
      policies: [{ late_label: "true_positive" }],
    }),
  );
  const env = { TOKENWARD_CONFIG: file, GATEWAY_SECRET: WHSEC, SMTP_URL: mailbox.url };
  const app = await startApp({ env, role: "all" });
  const only = async () => {
    const { body } = await app.get("/api/incidents");
    return (await app.get(`/api/incidents/${String(body["incidents"]![0]!["id"])}`)).body;
  };
  return { app, fake, mailbox, only };
}

/** Every row of every table of ours and of the queue. */
async function tables(app: Awaited<ReturnType<typeof startApp>>): Promise<Haystack[]> {
  const names = await app.db.query<{ name: string }>(
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'",
  );
  return await Promise.all(
    names.map(async ({ name }) => ({ where: name, text: JSON.stringify(await app.db.query(`select t::text from ${name} t`)) })),
  );
}

test("a token that its issuer is shown is nowhere else: not while it waits, not when it fails, not afterwards", async () => {
  const { app, fake, mailbox, only } = await startWithGateway();
  const token = PYPI.example();
  const issued = fake.issue(token);
  const secrets = { "the token": token, "its body": token.slice(5), "its end": token.slice(-40) };
  const look = async (when: string): Promise<string[]> => {
    const metrics = await app.call("GET", "/metrics");
    const mails = mailbox.raw.map((text) => ({ where: "a mail", text }));
    const places = [
      ...(await tables(app)),
      { where: "the log", text: app.logs.join("\n") },
      { where: "the metrics", text: metrics.text },
      ...mails,
    ];
    return findCanaries(secrets, places).map((found) => `${when}: ${found}`);
  };

  fake.trouble = "down";
  const answer = await app.github.send(app.hook, [record(token)]);
  expect([answer.status, JSON.parse(answer.body)]).toEqual([200, [expect.objectContaining({ label: "true_positive" })]]);
  await until("it was tried in vain", async () =>
    (await only())["timeline"]!.some((event) => event["action"] === "incident.revoke_postponed"),
  );
  expect(await only()).toMatchObject({ state: "revoking", verdict: "unknown", owner: null });
  expect(await look("while it waits")).toEqual([]);
  expect(issued.alive).toBe(true);

  fake.trouble = null;
  await until("its owner was told", () => mailbox.mails.length === 1, { withinMs: 20_000 });
  expect(issued).toMatchObject({ alive: false, deaths: 1 });
  expect(await only()).toMatchObject({
    state: "revoked",
    verdict: "genuine",
    verdict_detail: "confirmed",
    owner: { email: "ada@example.com" },
  });
  expect(await app.db.query("select sealed_token from incidents")).toEqual([{ sealed_token: null }]);
  expect(await look("afterwards")).toEqual([]);
  const metrics = (await app.call("GET", "/metrics")).text;
  expect(metrics).toMatch(/leaks_issuer_calls_total\{issuer="gateway",outcome="fault"\} [1-9]/u);
  expect(metrics).toMatch(/leaks_issuer_calls_total\{issuer="gateway",outcome="ok"\} 1/u);
  expect(metrics).toMatch(/leaks_issuer_circuit_open\{issuer="gateway"\} [01]/u);
});
