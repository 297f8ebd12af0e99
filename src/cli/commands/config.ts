import { loadConfig } from "../../config/load.ts";
import { type AddCommand, type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";

/** `tokenward config`. */
export const addConfigCommand: AddCommand = (program, context, run) => {
  program
    .command("config")
    .description("show the effective configuration, secrets masked")
    .option("--json", "print JSON")
    .action(run(({ json = false }: { json?: boolean }) => showConfig(context, json)));
};

/** Shows every variable with the value in force and where it came from; a secret is only said to be set. */
async function showConfig({ env, stderr, stdout }: Context, json: boolean): Promise<number> {
  const { config, warnings } = loadConfig(env);
  for (const warning of warnings) print(stderr, `warning: ${warning}`);
  const { settings } = config;
  if (json)
    print(
      stdout,
      JSON.stringify(
        settings.map(({ name, origin, value }) => ({ name, value, origin })),
        null,
        2,
      ),
    );
  else
    for (const { name, origin, otherwise, value } of settings)
      print(stdout, `${name.padEnd(26)} ${origin.padEnd(12)} ${value ?? `not set: ${otherwise}`}`);
  return EXIT.ok;
}
