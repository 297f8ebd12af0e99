import { configure } from "../configure.ts";
import { type AddCommand, type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";

/** `tokenward keys`. */
export const addKeysCommand: AddCommand = (program, context, run) => {
  const keys = program.command("keys").description("the keys that seal tokens, and the secret that all others come from");
  keys
    .command("retire")
    .description("let no TOKENWARD_SECRET but this one open the database any more")
    .action(run(() => retireSecrets(context)));
  keys
    .command("rotate")
    .description("seal what is kept with the first key of SEALING_KEYS")
    .option("--json", "print JSON")
    .action(run(({ json = false }: { json?: boolean }) => rotateKeys(context, json)));
};

async function retireSecrets(context: Context): Promise<number> {
  const { config, log } = configure(context, "warn");
  const retired = await context.root.retireSecrets(config, log);
  print(
    context.stdout,
    retired === 0 ? "no other secret opened this database" : `${retired} retired: only this secret opens this database now`,
  );
  return EXIT.ok;
}

/** Seals kept tokens with the first key of SEALING_KEYS. Exit code 1 when some cannot be opened: then no key may be taken away. */
async function rotateKeys(context: Context, json: boolean): Promise<number> {
  const { config, log } = configure(context, "warn");
  const rotation = await context.root.rotateKeys(config, log);
  const { current, resealed, unopened } = rotation;
  if (json) print(context.stdout, JSON.stringify(rotation));
  else {
    print(context.stdout, `${resealed} sealed anew, ${current} sealed with the first key before, ${unopened.length} not opened`);
    for (const { incident, key, reason } of unopened) {
      const why = reason === "key_missing" ? `its key ${key} is not in SEALING_KEYS` : "it was changed, or belongs to another incident";
      print(context.stdout, `  incident ${incident}: ${why}`);
    }
  }
  return unopened.length === 0 ? EXIT.ok : EXIT.negative;
}
