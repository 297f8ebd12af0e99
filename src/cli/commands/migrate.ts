import { configure } from "../configure.ts";
import { type AddCommand, type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";

/** `tokenward migrate`. */
export const addMigrateCommand: AddCommand = (program, context, run) => {
  program
    .command("migrate")
    .description("bring the database schema up to this version")
    .option("--json", "print JSON")
    .action(run(({ json = false }: { json?: boolean }) => migrate(context, json)));
};

/** Brings the schema up to this version. */
async function migrate(context: Context, json: boolean): Promise<number> {
  const { config, log } = configure(context, "warn");
  const applied = await context.root.migrate(config, log);
  if (json) print(context.stdout, JSON.stringify({ applied }));
  else
    print(context.stderr, applied.length === 0 ? "The schema is up to date." : `Applied ${applied.join(", ")}. The schema is up to date.`);
  return EXIT.ok;
}
