import type { Head } from "../../audit/trail.sql.ts";
import { AppError } from "../../kernel/errors.ts";
import { configure } from "../configure.ts";
import { type AddCommand, type Context, print } from "../context.ts";
import { EXIT } from "../exit.ts";

/** `tokenward audit`. */
export const addAuditCommand: AddCommand = (program, context, run) => {
  const audit = program.command("audit").description("the record of what was done");
  audit
    .command("verify")
    .description("recompute the chain of the audit trail from its rows")
    .option("--head <number:hash>", "a head that was kept elsewhere: the trail has to hold it still")
    .option("--json", "print JSON")
    .action(run((options: { head?: string; json?: boolean }) => verifyAudit(context, options)));
  audit
    .command("head")
    .description("where the audit trail ends, to be kept elsewhere")
    .option("--json", "print JSON")
    .action(run(({ json = false }: { json?: boolean }) => auditHead(context, json)));
};

/** Prints where the audit trail ends. */
async function auditHead(context: Context, json: boolean): Promise<number> {
  const { config, log } = configure(context, "warn");
  const head = await context.root.auditHead(config, log);
  print(context.stdout, json ? JSON.stringify(head) : `${head.seq}:${head.hash}`);
  return EXIT.ok;
}

/** Recomputes the audit trail. Exit code 1 when it is not whole. */
async function verifyAudit(context: Context, options: { head?: string; json?: boolean }): Promise<number> {
  const kept = options.head === undefined ? null : readHeadText(options.head);
  const { config, log } = configure(context, "warn");
  const report = await context.root.verifyAudit(config, log, kept);
  const { blocks, droppedThrough, events, faults, head } = report;
  if (options.json === true) print(context.stdout, JSON.stringify(report));
  else {
    const dropped = droppedThrough === "0" ? "" : `, the blocks up to ${droppedThrough} dropped as HISTORY_DAYS says`;
    print(context.stdout, `${faults.length === 0 ? "whole" : "NOT whole"}: ${blocks} blocks with ${events} events${dropped}`);
    print(context.stdout, `head ${head.seq}:${head.hash}`);
    for (const fault of faults) print(context.stdout, `  ${fault}`);
  }
  return faults.length === 0 ? EXIT.ok : EXIT.negative;
}

function readHeadText(text: string): Head {
  const [, seq, hash] = /^(\d{1,18}):([0-9a-f]{64})$/u.exec(text) ?? [];
  if (seq === undefined || hash === undefined) {
    throw new AppError("invalid_request", `--head: not a head: give it as "tokenward audit head" prints it, such as 17:${"ab".repeat(32)}`);
  }
  return { seq, hash };
}
