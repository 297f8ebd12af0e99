import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { styleText } from "node:util";
import type { Config } from "../../config/config.ts";
import { loadConfig } from "../../config/load.ts";
import { AppError } from "../../kernel/errors.ts";
import { createLogger, type Logger } from "../../kernel/log.ts";
import { FakeGithub } from "../../simulate/fake-github.ts";
import { type AddCommand, type Context, print, setIn } from "../context.ts";
import { EXIT } from "../exit.ts";
import type { RunningService } from "../root.ts";
import { DemoClient, type DemoIncident } from "./demo-client.ts";

const OWNER = { name: "Ada Lovelace", email: "ada@example.com", locale: "en" };
const LEAK_URL = "https://github.com/octo-org/engine/blob/main/deploy/.env#L3";
const PATIENCE_MS = 30_000;

/** `tokenward demo`. */
export const addDemoCommand: AddCommand = (program, context, run) => {
  program
    .command("demo")
    .description("the whole main job in one go, with a fake GitHub")
    .option("--once", "stop when it is done")
    .action(run(({ once = false }: { once?: boolean }) => demo(context, once)));
};

/** The main job, played once with real parts and a fake GitHub; the service goes on running unless `once`. */
async function demo(context: Context, once: boolean): Promise<number> {
  const env = harmless(context);
  const adminToken = setIn(env, "ADMIN_TOKEN") ?? randomBytes(24).toString("base64url");
  const github = await FakeGithub.start();
  try {
    const given = { GITHUB_API_URL: github.apiUrl, ADMIN_TOKEN: adminToken, LABELS: "raw" };
    const { config } = loadConfig({ LOG_LEVEL: "warn", ...env, ...given });
    const stopped = context.untilStopped();
    const began = performance.now();
    const service = await startAnywhere(context, config, createLogger(config.process.logLevel));
    try {
      const say = (text: string): void => print(context.stdout, text);
      say(styleText("bold", "\nTokenward: the main job\n"));
      say(step(`service with embedded PostgreSQL at ${service.url}`, `${seconds(began)} s`));
      say(step(`a fake GitHub with its own key pair, keys at ${github.apiUrl}`));
      await play(new DemoClient(service.url, adminToken), github, service.url, say);
      say(`\n  ${await mailLine(config)}`);
      if (once) say("\n  The service stops now. Without --once it keeps running, for you to look at.");
      else {
        say(`  Dashboard  ${service.url}${await signInPath(context, config)}`);
        say(`  API        ${service.url}/openapi.json`);
        say(`  Admin API  curl -H "Authorization: Bearer ${adminToken}" ${service.url}/api/incidents`);
        say("\n  The service keeps running. Press Ctrl-C to stop it.");
        await stopped;
      }
    } finally {
      await service.stop();
    }
  } finally {
    await github.stop();
  }
  return EXIT.ok;
}

// What leads to real databases, people and issuers.
const REAL = ["DATABASE_URL", "REDIS_URL", "QUEUE_DATABASE_URL", "SMTP_URL", "TOKENWARD_CONFIG"];

/** A demo writes into no real database and mails nobody, whatever the shell it is started from is set up for. */
function harmless({ env, stderr }: Context): Context["env"] {
  const isSet = (name: string): boolean => setIn(env, name) !== null;
  // With a database of its own the secret is that one's; without, it is the embedded one's, which the demo uses.
  const real = isSet("DATABASE_URL") || isSet("DATABASE_URL_FILE") ? [...REAL, "TOKENWARD_SECRET"] : REAL;
  const names = real.flatMap((name) => [name, `${name}_FILE`]);
  const ignored = names.filter(isSet);
  if (ignored.length > 0) print(stderr, `The demo ignores ${ignored.join(", ")}: it uses its own database and mails nobody.`);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}

async function play(client: DemoClient, github: FakeGithub, serviceUrl: string, say: (text: string) => void): Promise<void> {
  const { id, token } = await client.mint(OWNER, "deploy");
  say(step(`${OWNER.name} got a token: ${token.slice(0, 16)}…`));
  await expectActive(client, token, true);
  say(step("POST /introspect says it is active"));

  // What a code host does once a minute anyway: its first delivery should not wait for the key document.
  await github.send(`${serviceUrl}/hooks/github-partner`, []);
  const sentAt = Date.now();
  const answer = await github.send(`${serviceUrl}/hooks/github-partner`, [
    { token, type: "tokenward_api_token", url: LEAK_URL, source: "commit" },
  ]);
  if (answer.status !== 200) throw new AppError("internal", `the alert was answered with ${answer.status}: ${answer.body}`);
  say(`\n  ${styleText("red", "●")} the token leaks: GitHub posts a signed alert\n`);
  const incident = await client.untilNotified(id, PATIENCE_MS);
  for (const line of timeline(incident, sentAt, answer.ms)) say(line);
  await expectActive(client, token, false);
  say(`\n${step('POST /introspect says {"active":false}')}`);
}

function timeline(incident: DemoIncident, sentAt: number, answeredMs: number): string[] {
  const at = (time: string | null): number => Date.parse(time ?? "") - sentAt;
  const rows: [number, string][] = [
    [at(incident.reported_at), "received     signature verified over the raw bytes"],
    [at(incident.verified_at), `verified     ${incident.verdict}: possession proven by the HMAC chain`],
    [answeredMs, "answered     200, true_positive, after the commit"],
    [at(incident.revoked_at), "revoked      the token is dead"],
    [at(incident.notified_at), `owner mailed ${OWNER.email}`],
  ];
  return rows
    .toSorted(([a], [b]) => a - b)
    .map(([ms, text]) => `  ${styleText("cyan", `+${Math.max(0, Math.round(ms))} ms`.padStart(9))}  ${text}`);
}

async function expectActive(client: DemoClient, token: string, active: boolean): Promise<void> {
  if ((await client.isActive(token)) !== active)
    throw new AppError("internal", `introspection says the token is ${active ? "inactive" : "active"}`);
}

/** Signs whoever started the demo in, once, where such links are allowed. */
async function signInPath({ root }: Context, config: Config): Promise<string> {
  if (!config.dashboard.signInLinks) return "/admin";
  const link = await root.makeSignInLink(config, createLogger("error"), "demo", "admin");
  return link.reveal("printed for whoever started the demo");
}

/** The usual port, or another when it is taken and nobody asked for it by name. */
async function startAnywhere(context: Context, config: Config, log: Logger): Promise<RunningService> {
  try {
    return await context.root.serve(config, log, "all");
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const taken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
    if (!taken || setIn(context.env, "PORT") !== null) throw error;
    const publicUrl = setIn(context.env, "PUBLIC_URL") === null ? null : config.http.publicUrl;
    return await context.root.serve({ ...config, http: { ...config.http, port: 0, publicUrl } }, log, "all");
  }
}

async function mailLine({ storage }: Config): Promise<string> {
  const folder = join(storage.dataDir, "mail");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".eml"));
  const newest = names.toSorted().at(-1);
  if (newest === undefined) return `Mail       ${folder}`;
  const subject = /^Subject: (.*(?:\r?\n[ \t].*)*)/mu.exec(await readFile(join(folder, newest), "utf8"))?.[1]?.replace(/\r?\n[ \t]/gu, " ");
  return `Mail       ${join(folder, newest)}\n             ${subject ?? ""}`;
}

function step(text: string, aside = ""): string {
  return `  ${styleText("green", "✔")} ${text}${aside === "" ? "" : styleText("dim", `  (${aside})`)}`;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1_000).toFixed(1);
}
