import { AppError } from "../kernel/errors.ts";
import { advise } from "./advice.ts";
import { assemble, type Config, VARIABLES } from "./config.ts";
import { effectiveSettings } from "./effective.ts";
import { readConfigFile } from "./file/file.ts";
import { HOST_PAIRS } from "./groups/hosts.ts";
import { httpVariables } from "./groups/http.ts";
import { MASTER_SECRET_ALLOWED } from "./groups/secrets.ts";
import type { StorageConfig } from "./groups/storage.ts";
import { tokenVariables } from "./groups/tokens.ts";
import { complaint, type Environment, type ReadFile, readText, readVariables, textOf } from "./read.ts";
import type { Values } from "./variable.ts";

export interface LoadedConfig {
  readonly config: Config;
  /** What is worth a line in the log: each a sentence without secrets. */
  readonly warnings: readonly string[];
}

/**
 * Turns the environment into the configuration: the one place that reads it.
 * @throws AppError `invalid_config` whose message names every mistake and every warning, and no secret
 */
export function loadConfig(env: Environment, readFile: ReadFile = readText): LoadedConfig {
  const { mistakes, values } = readVariables(VARIABLES, env, readFile);
  const inFile = readConfigFile(textOf(env, "TOKENWARD_CONFIG"), { env, readFile });
  const all = [...mistakes, ...contradictions(env), ...inFile.mistakes];
  const warnings = advise(values, env);
  if (inFile.file === null || all.length > 0) throw new AppError("invalid_config", complaint(all, warnings));
  const config = assemble(values as Values<typeof VARIABLES>, inFile.file);
  return { config: deepFreeze({ ...config, settings: effectiveSettings(env, config) }), warnings };
}

/** What commands read that need no whole configuration, with the variables that decide it. */
const PARTS = {
  http: Object.keys(httpVariables),
  tokens: [...Object.keys(tokenVariables), "PUBLIC_URL", "PORT"],
  storage: ["DATA_DIR"],
  file: ["TOKENWARD_CONFIG"],
} satisfies Partial<Record<keyof Config, readonly string[]>>;

interface Parts extends Pick<Config, "http" | "tokens" | "file"> {
  readonly storage: Pick<StorageConfig, "dataDir">;
}

/**
 * Reads these parts of the configuration and no others: a mistake elsewhere does not stop who does not need it.
 * @throws AppError `invalid_config` as `loadConfig`
 */
export function loadParts<Part extends keyof Parts>(env: Environment, parts: readonly Part[], readFile?: ReadFile): Pick<Parts, Part> {
  const read = new Set<string>(parts.flatMap((part) => PARTS[part]));
  const others = Object.keys(VARIABLES).filter((name) => !read.has(name));
  const hidden = new Set(others.flatMap((name) => [name, `${name}_FILE`]));
  const seen = Object.fromEntries(Object.entries(env).filter(([name]) => !hidden.has(name)));
  return loadConfig(seen, readFile).config;
}

/** Variables that mean nothing without each other. */
const PAIRS: readonly (readonly [string, string])[] = [
  ["GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY"],
  ["DKIM_SELECTOR", "DKIM_KEY"],
];

// Looks at what is set, not at what it says: so that it is reported beside other mistakes.
function contradictions(env: Environment): string[] {
  const isSet = (name: string): boolean => textOf(env, name) !== null || textOf(env, `${name}_FILE`) !== null;
  const halves = [...PAIRS, ...HOST_PAIRS].flatMap((pair) => {
    const [missing, ...others] = pair.filter((name) => !isSet(name));
    return missing === undefined || others.length > 0
      ? []
      : [`${missing} is not set, and ${pair.find(isSet)!} means nothing without it: set both or neither`];
  });
  if (isSet("DKIM_KEY") && !isSet("MAIL_FROM")) {
    halves.push("MAIL_FROM is not set, and DKIM_KEY signs for its domain, which has to publish the key: set the sender");
  }
  if (!isSet("DATABASE_URL") || isSet("TOKENWARD_SECRET")) return halves;
  const why = "with DATABASE_URL it must be, the same for all processes on that database";
  return [`TOKENWARD_SECRET is not set, and ${why}; allowed: ${MASTER_SECRET_ALLOWED}`, ...halves];
}

function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value)) {
    if (typeof child === "object" && child !== null) deepFreeze(child);
  }
  return Object.freeze(value);
}
