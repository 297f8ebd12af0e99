import { InvalidArgumentError, Option } from "commander";
import type { AddCommand, Outside } from "../context.ts";
import { REPORT_FORMATS, type ScanOptions } from "./options.ts";
import { scan } from "./scan.ts";

/** `tokenward scan`. */
export const addScanCommand: AddCommand<Outside> = (program, outside, run) => {
  program
    .command("scan")
    .description("look for leaked tokens in files, standard input or a git history")
    .argument("[paths...]", "files and folders; without any the working directory")
    .optionsGroup("Where to look:")
    .option("--stdin", "read standard input")
    .option("--git [repo]", "everything that ever was in a git repository, messages included")
    .option("--since <time>", 'with --git: only what came in since, such as 2027-01-31 or "2 weeks ago"')
    .option("--range <a..b>", "with --git: only what these commits bring")
    .option("--staged", "with --git: only what the next commit would bring")
    .option("--gitignore", "leave out what git ignores")
    .option("--follow", "go where symbolic links lead")
    .optionsGroup("What to look for:")
    .option("--token-format <id...>", "only tokens of these formats")
    .option("--decode", "look into base64, hex, percent-encoding, escapes, broken lines and the like as well")
    .option("--archives", "open zip, tar and gzip, and those in each other")
    .option("--baseline <file>", "leave out what an earlier report of ours holds")
    .option("--ignore-file <file>", "leave out the fingerprints listed in this file; .tokenwardignore if there is one")
    .optionsGroup("What to do about it:")
    .option("--report", "hand findings in to a running service, which revokes what is genuine; ADMIN_TOKEN is needed")
    .option("--back-fill", "with --report: it was there before, such as a history; owners may be told in a digest (BACKFILL_DIGEST_HOURS)")
    .option("--verify", "ask a running service for its verdict, without acting; ADMIN_TOKEN is needed")
    .option("--service <url>", "where it runs; PUBLIC_URL if nothing is said")
    .optionsGroup("What to tell:")
    .addOption(new Option("--format <format>", "of the report; text if nothing is said").choices(REPORT_FORMATS))
    .option("--json", "the same as --format json")
    .option("--reveal", "show the tokens themselves")
    .addOption(new Option("--threads <count>", "how many to use; one for each core if nothing is said").argParser(parseThreads))
    .addHelpText("after", "\nExit code: 0 nothing found, 1 findings, 2 an error, or something could not be read.")
    .action(run((paths: readonly string[], options: ScanOptions) => scan(outside, paths, options)));
};

function parseThreads(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 64) throw new InvalidArgumentError("It takes a whole number from 1 to 64.");
  return count;
}
