import { Command, CommanderError } from "commander";
import { packageVersion } from "../kernel/place/version.ts";
import { type AddCommand, type Outside, print } from "./context.ts";
import { complaintOf, EXIT, exitCodeOf } from "./exit.ts";
import { isReaderGone, watchOutputs } from "./reader.ts";

/** Those that a command line may mean. */
export type Commands<Given extends Outside> = (args: readonly string[]) => Promise<readonly AddCommand<Given>[]>;

/** Runs one command. Answers its exit code; errors are told on `stderr`. */
export async function runCli<Given extends Outside>(args: readonly string[], given: Given, commandsFor: Commands<Given>): Promise<number> {
  watchOutputs(given);
  let exitCode: number = EXIT.ok;
  const run =
    <Args extends unknown[]>(work: (...options: Args) => Promise<number>) =>
    async (...options: Args): Promise<void> => {
      exitCode = await work(...options);
    };
  const program = createProgram(given);
  try {
    for (const add of await commandsFor(args)) add(program, given, run);
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (isReaderGone(error)) return EXIT.ok;
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    print(given.stderr, `tokenward: ${complaintOf(error)}`);
    return exitCodeOf(error);
  }
}

function createProgram({ stderr, stdout }: Outside): Command {
  return new Command("tokenward")
    .description("The endpoint for leaked API tokens: verifies, revokes, tells the owner.")
    .version(packageVersion())
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: (text) => void stderr.write(text) })
    .addHelpText("after", EXAMPLES);
}

const EXAMPLES = `
Examples:
  $ tokenward demo                       see the main job, with nothing set up
  $ tokenward serve                      run the service
  $ tokenward scan                       look for leaked tokens in and below this folder
  $ echo "$TOKEN" | tokenward inspect    what a token is made of`;
