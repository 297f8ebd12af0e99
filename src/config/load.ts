import { readFileSync } from "node:fs";
import { AppError } from "../kernel/errors.ts";
import { advise } from "./advice.ts";
import { assemble, type Config, VARIABLES } from "./config.ts";
import { MASTER_SECRET_ALLOWED } from "./groups/secrets.ts";
import { type Environment, type ReadFile, readVariables, textOf } from "./read.ts";

export interface LoadedConfig {
  readonly config: Config;
  /** What is worth a line in the log: each a sentence without secrets. */
  readonly warnings: readonly string[];
}

const readText: ReadFile = (path) => readFileSync(path, "utf8");

/**
 * Turns the environment into the configuration: the one place that reads it.
 * @throws AppError `invalid_config` whose message names every mistake, and no secret
 */
export function loadConfig(env: Environment, readFile: ReadFile = readText): LoadedConfig {
  const { mistakes, values } = readVariables(VARIABLES, env, readFile);
  const all = [...mistakes, ...contradictions(env)];
  if (values === null || all.length > 0) throw new AppError("invalid_config", complaint(all));
  const config = deepFreeze(assemble(values));
  return { config, warnings: advise(config, env) };
}

// Looks at what is set, not at what it says: so that it is reported beside other mistakes.
function contradictions(env: Environment): string[] {
  const isSet = (name: string): boolean => textOf(env, name) !== null || textOf(env, `${name}_FILE`) !== null;
  if (!isSet("DATABASE_URL") || isSet("TOKENWARD_SECRET")) return [];
  const why = "with DATABASE_URL it must be, the same for all processes on that database";
  return [`TOKENWARD_SECRET is not set, and ${why}; allowed: ${MASTER_SECRET_ALLOWED}`];
}

function complaint(mistakes: readonly string[]): string {
  const count = mistakes.length === 1 ? "one mistake" : `${mistakes.length} mistakes`;
  return [`the configuration has ${count}:`, ...mistakes.map((mistake) => `  ${mistake}`)].join("\n");
}

function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value)) {
    if (typeof child === "object" && child !== null) deepFreeze(child);
  }
  return Object.freeze(value);
}
