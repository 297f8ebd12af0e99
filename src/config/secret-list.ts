import { AppError } from "../kernel/errors.ts";
import type { Secret } from "../kernel/secret.ts";
import { type Environment, type ReadFile, readText, readVariables } from "./read.ts";
import { secretList } from "./schemas.ts";
import { secret } from "./variable.ts";

const LIST = secret(secretList, { about: "", allowed: "up to 10 texts of at most 512 characters, separated by commas", otherwise: "" });

/**
 * The secrets in one variable, or in the file that `NAME_FILE` names, for whoever plays the far side of a source. Null when
 * it is not set. @throws AppError `invalid_config`
 */
export function readSecretList(env: Environment, name: string, readFile: ReadFile = readText): Secret<readonly string[]> | null {
  const { mistakes, values } = readVariables({ [name]: LIST }, env, readFile);
  if (mistakes[0] !== undefined) throw new AppError("invalid_config", mistakes[0]);
  return values[name] ?? null;
}
