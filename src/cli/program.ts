import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Role } from "../config/config.ts";
import { showConfig } from "./commands/config.ts";
import { doctor } from "./commands/doctor.ts";
import { healthcheck } from "./commands/healthcheck.ts";
import { migrate } from "./commands/migrate.ts";
import { serve } from "./commands/serve.ts";
import { type SimulateOptions, simulateGithubPartner } from "./commands/simulate.ts";
import { adminToken, mint } from "./commands/tokens.ts";
import { type Context, print } from "./context.ts";
import { demo } from "./demo/demo.ts";
import { complaintOf, EXIT, exitCodeOf } from "./exit.ts";
import { inspectTokens } from "./inspect/inspect-tokens.ts";

/** Runs one command. Answers its exit code; errors are told on `stderr`. */
export async function runCli(args: readonly string[], context: Context): Promise<number> {
  let exitCode: number = EXIT.ok;
  const run =
    <Args extends unknown[]>(work: (...options: Args) => Promise<number>) =>
    async (...options: Args): Promise<void> => {
      exitCode = await work(...options);
    };
  const program = createProgram(context);
  addServiceCommands(program, context, run);
  addTokenCommands(program, context, run);
  addOperatorCommands(program, context, run);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    print(context.stderr, `tokenward: ${complaintOf(error)}`);
    return exitCodeOf(error);
  }
}

type Run = <Args extends unknown[]>(work: (...args: Args) => Promise<number>) => (...args: Args) => Promise<void>;

function createProgram({ stderr, stdout }: Context): Command {
  return new Command("tokenward")
    .description("The endpoint for leaked API tokens: verifies, revokes, tells the owner.")
    .version(packageVersion())
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: (text) => void stderr.write(text) })
    .addHelpText("after", EXAMPLES);
}

function addServiceCommands(program: Command, context: Context, run: Run): void {
  program
    .command("serve")
    .description("run the service, configured from the environment")
    .addOption(new Option("--role <role>", "what this process does").choices(["all", "web", "worker"]))
    .action(run(({ role }: { role?: Role }) => serve(context, role)));
  program
    .command("migrate")
    .description("bring the database schema up to this version")
    .action(run(() => migrate(context)));
  program
    .command("healthcheck")
    .description("ask the running service whether it lives")
    .action(run(() => healthcheck(context)));
  program
    .command("demo")
    .description("the whole main job in one go, with a fake GitHub")
    .option("--once", "stop when it is done")
    .action(run(({ once = false }: { once?: boolean }) => demo(context, once)));
}

function addTokenCommands(program: Command, context: Context, run: Run): void {
  program
    .command("admin-token")
    .description("mint a bearer token for the admin API")
    .option("--name <name>", "who or what it is for", "admin")
    .option("--json", "print JSON")
    .action(run(({ name, json = false }: { name: string; json?: boolean }) => adminToken(context, name, json)));
  program
    .command("mint")
    .description("mint a token of the built-in issuer")
    .requiredOption("--owner <name>", "whose token it is")
    .requiredOption("--email <address>", "where the owner is told")
    .requiredOption("--name <name>", "what the owner calls it")
    .option("--locale <tag>", "the owner's language")
    .addOption(new Option("--expires-at <time>", "when it ends, RFC 3339").argParser(parseTime))
    .option("--json", "print JSON")
    .action(
      run(({ owner, email, locale, name, expiresAt, json = false }: MintOptions) =>
        mint(context, { owner: { name: owner, email, locale: locale ?? null }, name, expiresAt: expiresAt ?? null }, json),
      ),
    );
  program
    .command("inspect")
    .description("read tokens from standard input, one a line, and show what they are made of")
    .option("--json", "one JSON object a line")
    .addOption(new Option("--root-key <text>", "verify with this root key").conflicts("rootKeyHex"))
    .option("--root-key-hex <hex>", "verify with this root key")
    .action(run((options: { json?: boolean; rootKey?: string; rootKeyHex?: string }) => inspectTokens(context, options)));
}

function addOperatorCommands(program: Command, context: Context, run: Run): void {
  program
    .command("simulate")
    .description("play a source: sign and post an alert for the tokens on standard input")
    .addCommand(
      new Command("github-partner")
        .description("GitHub's secret scanning partner programme, with key pair and key endpoint of its own")
        .option("--url <url>", "the service", "http://localhost:3000")
        .option("--keys-port <port>", "where the key endpoint listens; the service needs it as GITHUB_API_URL", parsePort, 4010)
        .option("--leak-url <url>", "where the tokens were found", "https://github.com/octo/leak/blob/main/.env")
        .option("--serve-keys", "only serve the keys until interrupted")
        .action(run((options: SimulateOptions) => simulateGithubPartner(context, options))),
    );
  program
    .command("doctor")
    .description("look at everything the service depends on")
    .option("--json", "print JSON")
    .action(run(({ json = false }: { json?: boolean }) => doctor(context, json)));
  program
    .command("config")
    .description("show the effective configuration, secrets masked")
    .option("--json", "print JSON")
    .action(run(({ json = false }: { json?: boolean }) => showConfig(context, json)));
}

interface MintOptions {
  owner: string;
  email: string;
  name: string;
  locale?: string;
  expiresAt?: Date;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  $ tokenward demo                       see the main job, with nothing set up
  $ tokenward serve                      run the service
  $ echo "$TOKEN" | tokenward inspect    what a token is made of`;

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError("A port is a whole number from 0 to 65535.");
  return port;
}

function parseTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError("A time looks like 2027-01-31T00:00:00Z.");
  return time;
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
