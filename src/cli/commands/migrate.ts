import { type Context, configure, print } from "../context.ts";
import { EXIT } from "../exit.ts";

/** Brings the schema up to this version. */
export async function migrate(context: Context): Promise<number> {
  const { config, log } = configure(context);
  const applied = await context.root.migrate(config, log);
  print(context.stderr, applied === 0 ? "The schema is up to date." : `Applied ${applied} migration${applied === 1 ? "" : "s"}.`);
  return EXIT.ok;
}
