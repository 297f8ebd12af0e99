import type { Readable, Writable } from "node:stream";
import type { Config } from "../config/config.ts";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import type { Environment } from "../config/read.ts";
import { createLogger, type Logger } from "../kernel/log.ts";
import type { Root } from "./root.ts";

/** What a command may touch of the outside. Results go to `stdout`, everything else to `stderr`. */
export interface Context {
  readonly env: Environment;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly root: Root;
  /** Resolves with the first signal that asks the process to end. */
  readonly untilStopped: () => Promise<NodeJS.Signals>;
}

/** Reads the configuration and makes its logger; warnings are logged. @throws AppError `invalid_config` */
export function configure({ env }: Context, defaultLevel?: string): { config: Config; log: Logger } {
  const { config, warnings }: LoadedConfig = loadConfig(
    defaultLevel === undefined || setIn(env, "LOG_LEVEL") !== null ? env : { ...env, LOG_LEVEL: defaultLevel },
  );
  const log = createLogger(config.process.logLevel);
  for (const warning of warnings) log.warn(warning);
  return { config, log };
}

/** The text of a variable; an empty one counts as not set. */
export function setIn(env: Environment, name: string): string | null {
  const text = env[name] ?? "";
  return text === "" ? null : text;
}

export function print(out: Writable, text: string): void {
  out.write(`${text}\n`);
}
