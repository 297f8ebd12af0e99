import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { commandsFor } from "../../src/cli/commands.ts";
import { runCli } from "../../src/cli/program.ts";
import type { Root } from "../../src/cli/root.ts";

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** What the command may ask of the composition root; anything else it asks fails the test. */
  readonly root?: Partial<Root>;
}

/** Runs one command in this process, with nothing around it but what is given. */
export async function runCommand(
  args: readonly string[],
  { env = {}, root = {}, stdin = "" }: CommandOptions = {},
): Promise<CommandResult> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const never = new Promise<never>(() => undefined);
  const untilStopped = async (): Promise<never> => await never;
  const context = { env, stdin: Readable.from([stdin]), stdout, stderr, root: root as Root, untilStopped, end: () => undefined };
  const code = await runCli(args, context, commandsFor);
  stdout.end();
  stderr.end();
  const [out, err] = await outputs;
  return { code, stdout: out, stderr: err };
}
