import { Readable, Writable } from "node:stream";
import { runCli } from "../../src/cli/program.ts";
import type { Root } from "../../src/cli/root.ts";

/** Whether the command line knows this command with these arguments; nothing is run. */
export async function isCommand(args: readonly string[]): Promise<boolean> {
  let output = "";
  const collect = new Writable({
    write: (chunk: Buffer, _, done) => {
      output += chunk.toString();
      done();
    },
  });
  const never = new Promise<never>(() => undefined);
  const context = {
    env: {},
    stdin: Readable.from([]),
    stdout: collect,
    stderr: collect,
    root: {} as Root,
    untilStopped: async () => await never,
  };
  const exitCode = await runCli([...args, "--help"], context);
  return exitCode === 0 && output.startsWith(`Usage: tokenward ${args[0]} `);
}
