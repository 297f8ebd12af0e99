import type { Readable, Writable } from "node:stream";
import type { Command } from "commander";
import type { Environment } from "../config/read.ts";
import type { Root } from "./root.ts";

/** What a command may touch of the outside. Results go to `stdout`, everything else to `stderr`. */
export interface Outside {
  readonly env: Environment;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Resolves with the first signal that asks the process to end. */
  readonly untilStopped: () => Promise<NodeJS.Signals>;
  /** Ends the process at once, whatever is under way. */
  readonly end: (code: number) => void;
}

/** What commands about a service are given. */
export interface Context extends Outside {
  readonly root: Root;
}

/** The text of a variable; an empty one counts as not set. */
export function setIn(env: Environment, name: string): string | null {
  const text = env[name] ?? "";
  return text === "" ? null : text;
}

export function print(out: Writable, text: string): void {
  out.write(`${text}\n`);
}

/** Tells whoever typed the command that it is waiting for them: it would look stuck. */
export function hintAtTerminal({ stderr, stdin }: Outside): void {
  if ("isTTY" in stdin && stdin.isTTY === true) print(stderr, "Reading tokens, one a line; Ctrl-D ends the input.");
}

/** Makes a commander action of what answers an exit code. */
export type Run = <Args extends unknown[]>(work: (...args: Args) => Promise<number>) => (...args: Args) => Promise<void>;

/** Declares one command; what it takes, and what it does. */
export type AddCommand<Given extends Outside = Context> = (program: Command, given: Given, run: Run) => void;
