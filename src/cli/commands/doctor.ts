import { styleText } from "node:util";
import { type Context, configure, print } from "../context.ts";
import { EXIT } from "../exit.ts";
import type { Diagnosis } from "../root.ts";

const MARKS: Readonly<Record<Diagnosis["verdict"], string>> = {
  ok: styleText("green", "✔"),
  warning: styleText("yellow", "!"),
  failed: styleText("red", "✘"),
};

/** Looks at everything the service depends on and says what to do about what is wrong. Exit code 1 when something failed. */
export async function doctor(context: Context, json: boolean): Promise<number> {
  const { config, log } = configure(context, "warn");
  const diagnoses = await context.root.diagnose(config, log);
  if (json) print(context.stdout, JSON.stringify(diagnoses, null, 2));
  else for (const { found, name, verdict } of diagnoses) print(context.stdout, `${MARKS[verdict]} ${name.padEnd(16)} ${found}`);
  return diagnoses.some(({ verdict }) => verdict === "failed") ? EXIT.negative : EXIT.ok;
}
