#!/usr/bin/env node
import { runCli } from "./cli/program.ts";
import { root } from "./compose/root.ts";

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Resolves with the next signal that asks the process to end; from then on signals do what they do by default. */
async function untilStopped(): Promise<NodeJS.Signals> {
  return await new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals): void => {
      for (const name of STOP_SIGNALS) process.off(name, stop);
      resolve(signal);
    };
    for (const name of STOP_SIGNALS) process.on(name, stop);
  });
}

const { env, stderr, stdin, stdout } = process;
process.exitCode = await runCli(process.argv.slice(2), { env, stdin, stdout, stderr, root, untilStopped });
