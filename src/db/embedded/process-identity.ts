import { readFile } from "node:fs/promises";
import { codeOf } from "./error-code.ts";

/** `<pid>-<start time>`: process ids are used again, and in a restarted container they nearly always are. */
export type ProcessIdentity = string;

// Counted behind the command's closing bracket, since the command may hold spaces: proc_pid_stat(5) fields 3 and 22.
const STATE = 0;
const START_TIME = 19;

/** Who runs under this process id now; null when nobody does. A zombie is nobody: it holds no file and answers nothing. */
export async function identityOf(pid: number): Promise<ProcessIdentity | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[STATE] === "Z" || fields[STATE] === "X" ? null : `${pid}-${fields[START_TIME]}`;
  } catch {
    // No /proc (macOS), or one that hides other users' processes (hidepid).
    return exists(pid) ? `${pid}-0` : null;
  }
}

/** Whether exactly that process still runs. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identityOf(Number.parseInt(identity, 10))) === identity;
}

/** @returns the identity of this process */
export async function ownIdentity(): Promise<ProcessIdentity> {
  return (await identityOf(process.pid)) ?? `${process.pid}-0`;
}

/** Whether `argument` is one of the arguments that the process was started with; true where the system does not tell. */
export async function hasArgument(pid: number, argument: string): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null);
  return line === null || line.split("\0").includes(argument);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
