import { AppError } from "../kernel/errors.ts";
import type { FileReading } from "./file/file.ts";
import { hostOf, httpConfig, httpVariables } from "./groups/http.ts";
import { secretsConfig, secretVariables } from "./groups/secrets.ts";
import { tokensConfig, tokenVariables } from "./groups/tokens.ts";
import { complaint, type Environment, type ReadFile, readVariables, textOf } from "./read.ts";
import type { ScanConfig } from "./scan.ts";
import type { Values } from "./variable.ts";

const VARIABLES = { ...httpVariables, ...tokenVariables, ...secretVariables };

/** @throws AppError `invalid_config` whose message names every mistake, and no secret */
export async function readScanConfig(env: Environment, readFile: ReadFile): Promise<ScanConfig> {
  const { mistakes, values } = readVariables(VARIABLES, env, readFile);
  const inFile = await readFormats(textOf(env, "TOKENWARD_CONFIG"), env, readFile);
  const all = [...mistakes, ...inFile.mistakes];
  if (inFile.file === null || all.length > 0) throw new AppError("invalid_config", complaint(all, []));
  const known = values as Values<typeof VARIABLES>;
  const { publicUrl } = httpConfig(known);
  return { http: { publicUrl }, tokens: tokensConfig(known, hostOf(publicUrl)), secrets: secretsConfig(known), file: inFile.file };
}

type FormatsReading = FileReading | { readonly mistakes: readonly []; readonly file: ScanConfig["file"] };

async function readFormats(path: string | null, env: Environment, readFile: ReadFile): Promise<FormatsReading> {
  if (path === null) return { mistakes: [], file: { formats: [] } };
  const { readConfigFile } = await import("./file/file.ts");
  return readConfigFile(path, { env, readFile });
}
