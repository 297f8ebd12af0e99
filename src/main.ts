#!/usr/bin/env node
import { runCli } from "./cli/program.ts";
import { root } from "./compose/root.ts";

/** Resolves with the next signal that asks the process to end. */
function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
}

const { env, stderr, stdin, stdout } = process;
process.exitCode = await runCli(process.argv.slice(2), { env, stdin, stdout, stderr, root, untilStopped });
