import type { Outside } from "../context.ts";
import { runCli } from "../program.ts";
import { addScanCommand } from "./command.ts";

/** `tokenward scan`, which is started all day, and every time waited for. */
export async function runProgram(args: readonly string[], outside: Outside): Promise<number> {
  return await runCli(args, outside, () => Promise.resolve([addScanCommand]));
}
