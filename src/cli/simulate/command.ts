import { Option } from "commander";
import { FAULTS, type FaultName } from "../../simulate/key-endpoint-faults.ts";
import { CAST, type KeyedRole, type SecretRole } from "../../simulate/vendors/cast.ts";
import type { AddCommand } from "../context.ts";
import { parsePort, parseUrl, type SimulateOptions, wholeNumber } from "./options.ts";
import { simulate } from "./simulate.ts";

/** `tokenward simulate`. */
export const addSimulateCommand: AddCommand = (program, context, run) => {
  program
    .command("simulate")
    .description("play a source: sign deliveries and post them to a running service")
    .argument("<source>", "whom to play, see below; or the id of a discloser in the file that TOKENWARD_CONFIG names")
    .optionsGroup("The service:")
    .addOption(
      new Option("--url <url>", "where it is").default(new URL("http://localhost:3000"), "http://localhost:3000").argParser(parseUrl),
    )
    .optionsGroup("What is sent:")
    .option("--leak-url <url>", "where the tokens were found", "https://github.com/octo/leak/blob/main/.env")
    .option("--count <n>", "so many deliveries", wholeNumber(1, 10_000_000), 1)
    .option(
      "--rate <n>",
      "so many a second, answered or not; each after the answer to the one before if nothing is said",
      wholeNumber(1, 100_000),
    )
    .option("--duplicates <n>", "each delivery so many times more, byte by byte the same", wholeNumber(0, 1_000), 0)
    .option("--delay <seconds>", "from signing to sending", wholeNumber(0, 86_400), 0)
    .option("--malformed", "broken bodies, genuinely signed: the service should answer 400")
    .option("--forged", "signed by a key or secret that is not the source's: the service should answer 401")
    .addOption(
      new Option(
        "--api-port <port>",
        "github alone: play its REST API there, report an alert for each token, and wait until all are resolved",
      )
        .argParser(parsePort)
        .conflicts(["count", "rate", "duplicates", "delay", "malformed", "forged", "rotate", "serveKeys", "keyFault"]),
    )
    .optionsGroup("Keys and secrets:")
    .option("--rotate <n>", "a new key, or the next secret of its variable, after every n deliveries", wholeNumber(1, 1_000_000))
    .option("--keys-port <port>", "where the keys are published, for sources that do; 0 takes a free one", parsePort, 4010)
    .option("--serve-keys", "only publish the keys, until interrupted")
    .addOption(
      new Option("--key-fault <fault>", "what the key endpoint does instead of its work").choices(Object.keys(FAULTS) as FaultName[]),
    )
    .optionsGroup("What is told:")
    .option("--json", "print JSON: the answers by status, and how long they took")
    .addHelpText("after", HELP)
    .action(run((source: string, options: SimulateOptions) => simulate(context, source, options)));
};

function variablesOf(role: KeyedRole | SecretRole): readonly string[] {
  return role.proof === "secret" ? role.variables : [role.traits.variable?.name ?? "the configuration file"];
}

const HELP = `
Sources:
${Object.entries<KeyedRole | SecretRole>(CAST)
  .map(([id, role]) => `  ${id.padEnd(18)} ${role.about} (${variablesOf(role).join(", ")})`)
  .join("\n")}

Sources that report tokens read them from standard input, one a line; what the others send only says where to look.
Sources that share a secret take it from the variable in brackets, as the service does.
Sources that publish keys keep theirs in DATA_DIR, and say what the service needs in the variable in brackets.

Examples:
  $ echo "$TOKEN" | tokenward simulate github-partner
  $ echo "$TOKEN" | tokenward simulate github-partner --count 500 --rate 100 --rotate 50 --duplicates 1
  $ GITEA_WEBHOOK_SECRET=one,two tokenward simulate gitea --count 10 --rotate 5
  $ tokenward simulate bitbucket --malformed --count 10
  $ echo "$TOKEN" | GITHUB_WEBHOOK_SECRET=secret tokenward simulate github --api-port 4011

Exit code: 0 every answer was as it should be, 1 not so, 4 the service does not answer.`;
