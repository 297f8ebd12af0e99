import { createReadStream } from "node:fs";
import { AppError, messageOf } from "../../kernel/errors.ts";
import { configure } from "../configure.ts";
import { type AddCommand, type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";
import type { ImportSummary } from "../root.ts";

interface ImportOptions {
  readonly backFill?: boolean;
  readonly json?: boolean;
}

/** `tokenward import`. */
export const addImportCommand: AddCommand = (program, context, run) => {
  program
    .command("import")
    .description("take a scanner's report: gitleaks, betterleaks, trufflehog, GitLab, GitHub's alerts, SARIF or our own")
    .argument("<file>", "the report; - reads standard input")
    .option("--back-fill", "it tells what was there before, such as a history: owners may be told in a digest (BACKFILL_DIGEST_HOURS)")
    .option("--json", "print JSON")
    .action(run((file: string, options: ImportOptions) => importReport(context, file, options)));
};

/** Hands a scanner's report in, from a file or (`-`) standard input. */
async function importReport(context: Context, file: string, { backFill = false, json = false }: ImportOptions): Promise<number> {
  const { config, log } = configure(context, "warn");
  const summary = await context.root.importReport(config, log, file === "-" ? context.stdin : bytesOf(file), backFill);
  print(context.stdout, json ? JSON.stringify(summary) : sentence(summary));
  return EXIT.ok;
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk as Uint8Array;
  } catch (error) {
    throw new AppError("invalid_request", `the report cannot be read: ${messageOf(error)}`);
  }
}

function sentence({ format, labels, malformed, matched, records, redacted }: ImportSummary): string {
  const parts = [
    `${records} findings of ${format ?? "no scanner"}`,
    `${matched} tokens`,
    `${labels.true_positive} of ours`,
    `${redacted} redacted`,
    `${malformed} malformed`,
  ];
  return parts.join(", ");
}
