import { type FinishedChild, runChild } from "../../kernel/child.ts";
import { AskedIssuer, type Carrier } from "../contract/asked-issuer.ts";
import type { IssuerEntry, IssuerNeeds } from "../kind.ts";
import { Pace } from "../kit/pace.ts";
import { IssuerTrouble } from "../kit/trouble.ts";
import type { CommandOptions } from "./options.ts";

/** The contract with an executable: one process per question, which reads it whole and answers before its time is up. */
export function commandIssuer(entry: IssuerEntry, options: CommandOptions, { observe }: IssuerNeeds): AskedIssuer {
  const pace = new Pace({ concurrency: options.concurrency, rate: options.rate ?? null }, observe(entry.id));
  const [file, ...args] = options.command;
  const carry: Carrier = (document, _messageId, read) =>
    pace.run(async () => {
      const env = Object.fromEntries(Object.entries(options.env).map(([name, value]) => [name, value.reveal("start the command")]));
      const limits = { timeoutMs: options.timeout_seconds * 1_000, input: JSON.stringify(document), env };
      return read(answerOf(await run(file!, args, limits)));
    });
  return new AskedIssuer(entry, options, carry);
}

async function run(file: string, args: readonly string[], limits: Parameters<typeof runChild>[2]): Promise<FinishedChild> {
  try {
    return await runChild(file, args, limits);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") throw new IssuerTrouble("fault", "the command says more than 1 MiB");
    throw new IssuerTrouble("misconfigured", `the command cannot be started (${code})`);
  }
}

// What it wrote is not repeated: it may hold tokens.
function answerOf({ code, stdout }: FinishedChild): unknown {
  if (code === null) throw new IssuerTrouble("fault", "the command was ended, by its time limit or by a signal");
  if (code !== 0) throw new IssuerTrouble("fault", `the command ended with exit code ${code}`);
  try {
    return JSON.parse(stdout);
  } catch {
    throw new IssuerTrouble("fault", "the command answers no JSON");
  }
}
