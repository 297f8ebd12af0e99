import { commandsFor } from "../cli/commands.ts";
import type { Outside } from "../cli/context.ts";
import { runCli } from "../cli/program.ts";
import type { Root } from "../cli/root.ts";

// What the service is made of takes a while to begin; a healthcheck or an inspection needs none of it.
const load = async (): Promise<Root> => (await import("./root.ts")).root;

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

/** Every command. */
export async function runProgram(args: readonly string[], outside: Outside): Promise<number> {
  return await runCli(args, { ...outside, root }, commandsFor);
}
