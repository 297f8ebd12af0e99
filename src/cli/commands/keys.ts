import { configure } from "../configure.ts";
import { type AddCommand, type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";

/** `tokenward keys`. */
export const addKeysCommand: AddCommand = (program, context, run) => {
  program
    .command("keys")
    .description("the keys that seal tokens until their issuer is shown them")
    .command("rotate")
    .description("seal what is kept with the first key of SEALING_KEYS")
    .option("--json", "print JSON")
    .action(run(({ json = false }: { json?: boolean }) => rotateKeys(context, json)));
};

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
