#!/usr/bin/env node
import type { Outside } from "./cli/context.ts";
import type * as Program from "./compose/program.ts";
import { gatheredFile, runGathered } from "./kernel/place/gathered.ts";

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Resolves with the next signal that asks the process to end; from then on signals do what they do by default. */
async function untilStopped(): Promise<NodeJS.Signals> {
  return await new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals): void => {
      for (const name of STOP_SIGNALS) process.off(name, stop);
      resolve(signal);
    };
    for (const name of STOP_SIGNALS) process.on(name, stop);
    // What is left to say has no reader any more: Node.js ignores this signal and reports an error of the stream.
    stdout.once("error", () => stop("SIGPIPE"));
  });
}

const { env, stderr, stdout } = process;
const end = (code: number): void => process.exit(code);
const args = process.argv.slice(2);
const { runProgram } = runGathered<typeof Program>(gatheredFile(args[0] === "scan" ? "scan" : "tokenward")).exports;
const outside: Outside = {
  env,
  stdout,
  stderr,
  untilStopped,
  end,
  // Opened by who reads it: nearly no scan does.
  get stdin() {
    return process.stdin;
  },
};
void runProgram(args, outside).then((code) => {
  process.exitCode = code;
});
