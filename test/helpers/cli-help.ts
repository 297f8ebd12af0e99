import { runCommand } from "./command.ts";

/** Whether the command line knows this command with these arguments; nothing is run. */
export async function isCommand(args: readonly string[]): Promise<boolean> {
  const { code, stdout } = await runCommand([...args, "--help"]);
  return code === 0 && stdout.startsWith(`Usage: tokenward ${args[0]} `);
}
