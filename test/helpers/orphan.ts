import type { ChildProcess } from "node:child_process";

/** Leaves no child behind when this process ends in the middle of its tests, and nothing that waits for that when the child is over. */
export function neverOrphaned(child: ChildProcess): void {
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
}
