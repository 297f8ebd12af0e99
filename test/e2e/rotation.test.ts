import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { verifyTrail } from "../../src/audit/trail.ts";
import { root } from "../../src/compose/root.ts";
import { post } from "../../src/simulate/post.ts";
import { fakeStandard } from "../../src/simulate/vendors/standard.ts";
import { type CommandResult, runCommand } from "../helpers/command.ts";
import { testDatabase } from "../helpers/database.ts";
import { startService } from "../helpers/process.ts";
import { environment, Pair, Stream } from "../helpers/rolling.ts";
import { record, startTokenward, type Tokenward } from "../helpers/service.ts";

type Env = Readonly<Record<string, string>>;
const secret = (): string => randomBytes(32).toString("base64");
const run = async (args: readonly string[], env: Env): Promise<CommandResult> => await runCommand(args, { env, root });

it("TOKENWARD_SECRET is changed under alerts: none is refused, everything made before is recognised and opened, and the old one opens nothing any more", {
  timeout: 180_000,
}, async () => {
  const database = await testDatabase();
  const [first, second, third] = [secret(), secret(), secret()];
  const { env, github, mails } = await environment(database.url.reveal("test"));
  const pair = await Pair.start({ ...env, TOKENWARD_SECRET: first });
  const send = (web: Tokenward, token: string): Promise<{ status: number }> => github.send(web.hook, [record(token)]);
  const stream = new Stream(pair, send);
  const [leaked, later] = [await pair.web.mint("leaked"), await pair.web.mint("leaks later")];
  await send(pair.web, leaked.token);
  await pair.web.untilNotified([leaked.id]);
  const { stdout: adminToken } = await run(["admin-token"], { ...env, TOKENWARD_SECRET: first });

  await pair.roll({ ...env, TOKENWARD_SECRET: second, TOKENWARD_SECRET_PREVIOUS: first });
  // Until it is retired, a process with the old one may still start.
  const straggler = await startTokenward({ ...env, TOKENWARD_SECRET: first }, ["serve", "--role", "web"]);
  await straggler.process.kill("SIGTERM");
  expect(await run(["keys", "retire"], { ...env, TOKENWARD_SECRET: second })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^1 /u),
  });
  await pair.roll({ ...env, TOKENWARD_SECRET: second });

  // And once more: the one that opens now is not the one of the first start.
  await pair.roll({ ...env, TOKENWARD_SECRET: third, TOKENWARD_SECRET_PREVIOUS: second });
  expect(await run(["keys", "retire"], { ...env, TOKENWARD_SECRET: third })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^1 /u),
  });
  await stream.end();

  for (const old of [first, second]) {
    const late = startService(["serve"], { ...env, PORT: "0", TOKENWARD_SECRET: old });
    expect([(await late.exited).code, late.stderr()]).toEqual([3, expect.stringContaining("is not a secret of this database")]);
    expect(await run(["keys", "retire"], { ...env, TOKENWARD_SECRET: old })).toMatchObject({ code: 3 });
  }
  // What was sealed and fingerprinted under the first: a token, its incident, an admin's token.
  expect((await send(pair.web, later.token)).status).toBe(200);
  expect((await github.send(pair.web.hook, [record(leaked.token, "https://github.com/octo/leak/blob/main/other")])).status).toBe(200);
  await pair.web.untilNotified([...stream.sent, later].map(({ id }) => id));
  for (const { token } of [...stream.sent, leaked, later]) expect(await pair.web.introspect(token)).toEqual({ active: false });
  expect(await pair.web.incidentOf(leaked.id)).toMatchObject({ state: "revoked", occurrence_count: 2 });
  const asAdmin = await fetch(`${pair.web.url}/api/incidents`, { headers: { authorization: `Bearer ${adminToken.trim()}` } });
  expect(asAdmin.status).toBe(200);
  expect([...stream.statuses]).toEqual([200]);
  for (const n of stream.sent.keys()) expect(mails().filter((to) => to === `owner-${n}@example.com`)).toHaveLength(1);
  expect((await verifyTrail(database.database)).faults).toEqual([]);
});

it("a webhook's secret is changed under its deliveries, and none is refused; afterwards the old one is", async () => {
  const database = await testDatabase();
  const [before, after] = [`whsec_${secret()}`, `whsec_${secret()}`];
  const { env } = await environment(database.url.reveal("test"));
  const pair = await Pair.start({ ...env, STANDARD_WEBHOOK_SECRET: before });
  let reporter = fakeStandard([before]);
  const send = async (web: Tokenward, token: string): Promise<{ status: number }> => {
    const { body, headers, path } = reporter.deliver([{ token, url: "https://git.example.com/octo/leak/-/blob/main/.env" }]);
    return await post(web.url + path, body, headers, 15_000);
  };
  const stream = new Stream(pair, send);
  await pair.roll({ ...env, STANDARD_WEBHOOK_SECRET: `${after},${before}` });
  reporter = fakeStandard([after]);
  await pair.roll({ ...env, STANDARD_WEBHOOK_SECRET: after });
  await stream.end();
  expect(stream.sent.length).toBeGreaterThan(5);
  await pair.web.untilNotified(stream.sent.map(({ id }) => id));
  expect([...stream.statuses].filter((status) => status >= 300)).toEqual([]);
  reporter = fakeStandard([before]);
  expect((await send(pair.web, "whatever")).status).toBe(401);
});

it("ADMIN_TOKEN and SEALING_KEYS are changed under alerts", async () => {
  const database = await testDatabase();
  const [before, after] = [secret(), secret()];
  const { env, github } = await environment(database.url.reveal("test"));
  const pair = await Pair.start({ ...env, SEALING_KEYS: before });
  const stream = new Stream(pair, (web, token) => github.send(web.hook, [record(token)]));
  await pair.roll({ ...env, SEALING_KEYS: `${after},${before}` });
  expect(
    await run(["keys", "rotate"], { ...env, TOKENWARD_SECRET: Buffer.alloc(32, 9).toString("base64"), SEALING_KEYS: `${after},${before}` }),
  ).toMatchObject({ code: 0 });
  await stream.end();
  const web = pair.web;
  await pair.roll({ ...env, SEALING_KEYS: after, ADMIN_TOKEN: "another-admin-token" });
  const ask = async (token: string): Promise<number> =>
    (await fetch(`${pair.web.url}/api/incidents`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect([await ask("another-admin-token"), await ask("admin-token-of-the-tests")]).toEqual([200, 401]);
  expect(web.process.stderr()).not.toMatch(/"level":"(?:error|fatal)"/u);
  expect([...stream.statuses]).toEqual([200]);
});
