import { createHmac } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadFormats } from "../../../src/formats/registry.ts";
import { CAST } from "../../../src/simulate/vendors/cast.ts";
import { type CommandResult, runCommand } from "../../helpers/command.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { freePort } from "../../helpers/port.ts";
import { minted } from "../formats/oracle.ts";

const root = { formats: async () => await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "tokens.test" }) };
const DATA_DIR = await temporaryFolder();
const token = `pypi-${minted({ location: "pypi.org" }).bytes.toString("base64url")}`;

const received: string[] = [];
const signatures: string[] = [];
const bodies: string[] = [];
const service = createServer((request, response) => {
  received.push(request.url ?? "");
  signatures.push(String(request.headers["x-hub-signature"]));
  let body = "";
  request.setEncoding("utf8").on("data", (text: string) => {
    body += text;
  });
  request.on("end", () => {
    bodies.push(body);
    response.end("[]");
  });
});
await once(service.listen(0, "127.0.0.1"), "listening");
afterAll(() => service.close());
const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;

async function simulate(stdin: string, more: readonly string[] = [], env: object = {}): Promise<CommandResult> {
  const args = ["simulate", "github-partner", "--keys-port", "0", "--url", url, ...more];
  return await runCommand(args, { env: { DATA_DIR, ...env }, stdin, root });
}

test("posts one alert for the tokens on standard input, whatever else of the configuration is wrong", async () => {
  const before = received.length;
  expect(await simulate(`\n ${token} \r\n\n`, [], { SMTP_URL: "x", HOST: " " })).toMatchObject({ code: 0, stdout: "[]\n" });
  expect(received.slice(before)).toEqual(["/hooks/github-partner"]);
});

test.each([
  ["nothing", "", "standard input holds no token"],
  ["garbage", "hello\n", "line 1 of standard input holds no token of a known format (tokenward, "],
  ["garbage behind a token", `${token}\nhello\n`, "line 2 of standard input holds no token"],
  ["a line of a megabyte", "x".repeat(1_000_000), "line 1 of standard input holds no token"],
])("sends nothing when the input is %s, and says so", async (_name, stdin, complaint) => {
  const before = received.length;
  const { code, stderr, stdout } = await simulate(stdin);
  expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(`tokenward: ${complaint}`)]);
  expect(stderr).not.toContain("hello");
  expect(received.length).toBe(before);
});

test("says that nobody answers, and what to do", async () => {
  const closed = `http://127.0.0.1:${await freePort()}`;
  const { code, stderr } = await simulate(token, ["--url", closed]);
  expect([code, stderr]).toEqual([4, expect.stringContaining(`tokenward: ${closed} does not answer: start the service there`)]);
});

test("says that the port for the keys is taken, and what to do", async () => {
  const { port } = new URL(url);
  const { code, stderr } = await simulate(token, ["--keys-port", port]);
  expect([code, stderr]).toEqual([4, expect.stringContaining(`127.0.0.1:${port} cannot be listened on: give --keys-port another port`)]);
});

test.each(["localhost:3000", "foo", "ftp://localhost", ""])("refuses %j as an address before anything is done", async (text) => {
  const { code, stderr } = await simulate(token, ["--url", text]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("A service has an address such as http://localhost:3000.")]);
});

test("says that its key of earlier runs is broken, and what to do", async () => {
  const broken = await temporaryFolder();
  await writeFile(join(broken, "simulated-github-partner.key"), "no key");
  const { code, stderr } = await simulate(token, [], { DATA_DIR: broken });
  expect([code, stderr]).toEqual([3, expect.stringContaining("simulated-github-partner.key can neither be read nor made: remove it")]);
});

async function play(source: string, more: readonly string[] = [], env: object = {}): Promise<CommandResult> {
  return await runCommand(["simulate", source, "--keys-port", "0", "--url", url, ...more], {
    env: { DATA_DIR, ...env },
    stdin: token,
    root,
  });
}

test("names everybody there is to play, and every option, without being asked for more", async () => {
  const { code, stdout } = await runCommand(["simulate", "--help"]);
  expect(code).toBe(0);
  for (const id of Object.keys(CAST)) expect(stdout).toMatch(new RegExp(`^ {2}${id} +\\w`, "mu"));
  const unknown = await play("sourceforge");
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringContaining('there is no source "sourceforge" to play; there are github-partner, github,'),
  ]);
});

test("who shares a secret says which variable holds it, and makes one up to take", async () => {
  const { code, stderr } = await play("gitea");
  expect([code, stderr]).toEqual([
    3,
    expect.stringMatching(/GITEA_WEBHOOK_SECRET is not set: .* such as GITEA_WEBHOOK_SECRET=[\w-]{32}$/mu),
  ]);
});

test("takes the secret from a file as the service does, and signs with the next one after so many deliveries", async () => {
  const file = join(await temporaryFolder(), "secret");
  await writeFile(file, "one, two\n");
  const before = signatures.length;
  const { code, stdout } = await play("bitbucket", ["--count", "4", "--rotate", "2", "--json"], { BITBUCKET_WEBHOOK_SECRET_FILE: file });
  expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ sent: 4, answers: { 200: 4 }, unexpected: 0 })]);
  const by = (secret: string, body: string): string => `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  expect(signatures.slice(before)).toEqual(["one", "one", "two", "two"].map((secret, index) => by(secret, bodies[before + index]!)));
});

test.each([
  ["gitea", ["--rotate", "1"], { GITEA_WEBHOOK_SECRET: "only-one" }, 2, "GITEA_WEBHOOK_SECRET has to hold two"],
  ["gitea", ["--serve-keys"], { GITEA_WEBHOOK_SECRET: "only-one" }, 2, "--serve-keys is for sources that publish keys"],
  ["standard", [], { STANDARD_WEBHOOK_SECRET: `whpk_${Buffer.alloc(32).toString("base64")}` }, 3, "that is kept for this: whpk_"],
  ["gitea", ["--api-port", "0"], { GITEA_WEBHOOK_SECRET: "one" }, 2, "--api-port is for github"],
  ["github", ["--api-port", "0", "--count", "2"], { GITHUB_WEBHOOK_SECRET: "one" }, 2, "cannot be used with option '--count"],
  ["github", ["--api-port", "0"], { GITHUB_WEBHOOK_SECRET: "one" }, 4, "answered 200 to the webhook, where 202 was expected"],
  ["gitea", ["--count", "0"], {}, 2, "It takes a whole number from 1 to 10000000."],
] as const)("%s %j says what it lacks", async (source, more, env, expected, complaint) => {
  const { code, stderr } = await play(source, more, env);
  expect([code, stderr]).toEqual([expected, expect.stringContaining(complaint)]);
});

test("answers that should not be are told by the exit code", async () => {
  const { code, stderr } = await play("gitea", ["--forged"], { GITEA_WEBHOOK_SECRET: "one" });
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^Answered 200 after \d+ ms; expected 401$/mu)]);
});
