import { GROUPS } from "../../config/config.ts";
import { loadConfig } from "../../config/load.ts";
import { type Context, print, setIn } from "../context.ts";
import { EXIT } from "../exit.ts";

/** Shows every variable with the value in force and where it came from; a secret is only said to be set. */
export async function showConfig({ env, stderr, stdout }: Context, json: boolean): Promise<number> {
  for (const warning of loadConfig(env).warnings) print(stderr, `warning: ${warning}`);
  const rows = GROUPS.flatMap(({ variables }) =>
    Object.entries(variables).map(([name, { otherwise, secret }]) => {
      const text = setIn(env, name);
      const origin = text !== null ? "environment" : secret && setIn(env, `${name}_FILE`) !== null ? "file" : "default";
      const value = origin === "default" ? otherwise : secret ? "[set]" : text;
      return { name, value, origin };
    }),
  );
  if (json) print(stdout, JSON.stringify(rows, null, 2));
  else for (const { name, origin, value } of rows) print(stdout, `${name.padEnd(22)} ${origin.padEnd(12)} ${value}`);
  return EXIT.ok;
}
