import type { AddCommand } from "./context.ts";

/** Every command, in the order of the help. What one is made of is loaded when it is named, and only then: a scan should not wait for a service. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: async () => (await import("./commands/serve.ts")).addServeCommand,
  migrate: async () => (await import("./commands/migrate.ts")).addMigrateCommand,
  healthcheck: async () => (await import("./commands/healthcheck.ts")).addHealthcheckCommand,
  demo: async () => (await import("./demo/demo.ts")).addDemoCommand,
  "admin-token": async () => (await import("./commands/admin-token.ts")).addAdminTokenCommand,
  mint: async () => (await import("./commands/mint.ts")).addMintCommand,
  inspect: async () => (await import("./inspect/inspect-tokens.ts")).addInspectCommand,
  scan: async () => (await import("./scan/command.ts")).addScanCommand,
  simulate: async () => (await import("./simulate/command.ts")).addSimulateCommand,
  import: async () => (await import("./commands/import.ts")).addImportCommand,
  keys: async () => (await import("./commands/keys.ts")).addKeysCommand,
  audit: async () => (await import("./commands/audit.ts")).addAuditCommand,
  doctor: async () => (await import("./commands/doctor.ts")).addDoctorCommand,
  config: async () => (await import("./commands/config.ts")).addConfigCommand,
  notices: async () => (await import("./commands/notices.ts")).addNoticesCommand,
};

/** Those that a command line names, wherever it does; all of them when it names none, so that help and advice know them. */
export async function commandsFor(args: readonly string[]): Promise<readonly AddCommand[]> {
  if (args[0] === "--version" || args[0] === "-V") return [];
  const names = Object.keys(COMMANDS);
  const named = names.filter((name) => args.includes(name));
  return await Promise.all((named.length > 0 ? named : names).map(async (name) => await COMMANDS[name]!()));
}
