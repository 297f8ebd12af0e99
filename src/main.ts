#!/usr/bin/env node
import type { Context } from "./cli/context.ts";
import type { Root } from "./cli/root.ts";
import type * as Scan from "./cli/scan/gathered.ts";
import { runGathered } from "./kernel/place/gathered.ts";
import { TREE } from "./kernel/place/tree.ts";

// What the service is made of takes half a second to load; a scan or an inspection needs none of it.
const load = async (): Promise<Root> => (await import("./compose/root.ts")).root;

const root: Root = {
  serve: async (...args) => await (await load()).serve(...args),
  migrate: async (...args) => await (await load()).migrate(...args),
  mint: async (...args) => await (await load()).mint(...args),
  mintAdminToken: async (...args) => await (await load()).mintAdminToken(...args),
  makeSignInLink: async (...args) => await (await load()).makeSignInLink(...args),
  importReport: async (...args) => await (await load()).importReport(...args),
  auditHead: async (...args) => await (await load()).auditHead(...args),
  verifyAudit: async (...args) => await (await load()).verifyAudit(...args),
  retireSecrets: async (...args) => await (await load()).retireSecrets(...args),
  rotateKeys: async (...args) => await (await load()).rotateKeys(...args),
  previewNotices: async (...args) => await (await load()).previewNotices(...args),
  testNotice: async (...args) => await (await load()).testNotice(...args),
  diagnose: async (...args) => await (await load()).diagnose(...args),
  formats: async (...args) => await (await load()).formats(...args),
};

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

async function run(args: readonly string[], context: Context): Promise<number> {
  const scan = args[0] === "scan" ? runGathered<typeof Scan>(new URL("kernel/place/scan.cjs", TREE)) : null;
  if (scan !== null) return await scan.exports.runScanCommand(args, context);
  const [{ runCli }, { commandsFor }] = await Promise.all([import("./cli/program.ts"), import("./cli/commands.ts")]);
  return await runCli(args, context, commandsFor);
}

const { env, stderr, stdin, stdout } = process;
const end = (code: number): void => process.exit(code);
process.exitCode = await run(process.argv.slice(2), { env, stdin, stdout, stderr, root, untilStopped, end });
