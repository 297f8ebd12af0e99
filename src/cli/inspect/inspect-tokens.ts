import { Option } from "commander";
import { loadParts } from "../../config/load.ts";
import { type AddCommand, type Context, hintAtTerminal } from "../context.ts";
import { rootKeyFromHex, runInspect } from "./inspect.ts";

/** `tokenward inspect`. */
export const addInspectCommand: AddCommand = (program, context, run) => {
  program
    .command("inspect")
    .description("read tokens from standard input, one a line, and show what they are made of")
    .option("--json", "one JSON object a line")
    .addOption(new Option("--root-key <text>", "verify with this root key").conflicts("rootKeyHex"))
    .option("--root-key-hex <hex>", "verify with this root key")
    .action(run((options: InspectTokensOptions) => inspectTokens(context, options)));
};

interface InspectTokensOptions {
  readonly json?: boolean;
  readonly rootKey?: string;
  readonly rootKeyHex?: string;
}

/** Reads tokens from standard input and shows what they are made of; needs no database. */
async function inspectTokens(context: Context, { json = false, rootKey, rootKeyHex }: InspectTokensOptions): Promise<number> {
  const key = rootKeyHex !== undefined ? rootKeyFromHex(rootKeyHex) : rootKey === undefined ? undefined : Buffer.from(rootKey);
  const formats = await context.root.formats(loadParts(context.env, ["tokens", "file"]));
  hintAtTerminal(context);
  return await runInspect({ input: context.stdin, output: context.stdout, json, formats, ...(key === undefined ? {} : { rootKey: key }) });
}
