import type { Config } from "./config.ts";
import { type Environment, type ReadFile, readText, textOf } from "./read.ts";

/** What a scan has to know of the configuration. */
export interface ScanConfig extends Pick<Config, "tokens"> {
  readonly http: Pick<Config["http"], "publicUrl">;
  readonly secrets: Pick<Config["secrets"], "adminToken" | "master">;
  readonly file: Pick<Config["file"], "formats">;
}

/** The variables that decide it. */
const NAMES = ["PORT", "PUBLIC_URL", "TOKEN_PREFIX", "TOKEN_LOCATION", "TOKENWARD_SECRET", "ADMIN_TOKEN", "TOKENWARD_CONFIG"];

/** While none of them is set. */
const DEFAULTS: ScanConfig = {
  http: { publicUrl: "http://localhost:3000" },
  tokens: { prefix: "tokenward", location: "localhost" },
  secrets: { master: null, adminToken: null },
  file: { formats: [] },
};

/**
 * Reads what a scan needs and nothing else: a mistake elsewhere does not stop it, and where nothing is set, nothing of what checks
 * settings is loaded. That would take longer than a small scan.
 * @throws AppError `invalid_config` as `loadConfig`
 */
export async function loadScanConfig(env: Environment, readFile: ReadFile = readText): Promise<ScanConfig> {
  if (NAMES.every((name) => textOf(env, name) === null && textOf(env, `${name}_FILE`) === null)) return DEFAULTS;
  const { readScanConfig } = await import("./read-scan.ts");
  return await readScanConfig(env, readFile);
}
