import type { Context } from "../context.ts";
import { runCli } from "../program.ts";
import { addScanCommand } from "./command.ts";

export { serveErrands } from "../../scan/work/serve.ts";

/** What the build gathers in one file: `tokenward scan`, which is started all day, and every time waited for. */
export async function runScanCommand(args: readonly string[], context: Context): Promise<number> {
  return await runCli(args, context, () => Promise.resolve([addScanCommand]));
}
