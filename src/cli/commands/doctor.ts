import { styleText } from "node:util";
import { configure } from "../configure.ts";
import { type AddCommand, type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";
import type { Diagnosis } from "../root.ts";

/** `tokenward doctor`. */
export const addDoctorCommand: AddCommand = (program, context, run) => {
  program
    .command("doctor")
    .description("look at everything the service depends on")
    .option("--json", "print JSON")
    .action(run(({ json = false }: { json?: boolean }) => doctor(context, json)));
};

const MARKS: Readonly<Record<Diagnosis["verdict"], string>> = {
  ok: styleText("green", "✔"),
  warning: styleText("yellow", "!"),
  failed: styleText("red", "✘"),
  skipped: styleText("dim", "·"),
};

/** Looks at everything the service depends on and says what to do about what is wrong. Exit code 1 when something failed. */
async function doctor(context: Context, json: boolean): Promise<number> {
  const { config, log } = configure(context, "warn");
  const diagnoses = await context.root.diagnose(config, log);
  if (json) print(context.stdout, JSON.stringify(diagnoses, null, 2));
  else {
    const column = Math.max(...diagnoses.map(({ name }) => name.length));
    for (const diagnosis of diagnoses) print(context.stdout, lines(diagnosis, column));
  }
  return diagnoses.some(({ verdict }) => verdict === "failed") ? EXIT.negative : EXIT.ok;
}

function lines({ advice, found, name, verdict }: Diagnosis, column: number): string {
  const todo = advice === undefined ? "" : `\n${" ".repeat(column + 3)}→ ${advice}`;
  return `${MARKS[verdict]} ${name.padEnd(column)} ${found}${todo}`;
}
