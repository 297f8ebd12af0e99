import type { Config } from "../config/config.ts";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import { createLogger, type Logger } from "../kernel/log.ts";
import { type Context, setIn } from "./context.ts";

/** Reads the configuration and makes its logger; warnings are logged. @throws AppError `invalid_config` */
export function configure({ env }: Context, defaultLevel?: string): { config: Config; log: Logger } {
  const { config, warnings }: LoadedConfig = loadConfig(
    defaultLevel === undefined || setIn(env, "LOG_LEVEL") !== null ? env : { ...env, LOG_LEVEL: defaultLevel },
  );
  const log = createLogger(config.process.logLevel);
  for (const warning of warnings) log.warn(warning);
  return { config, log };
}
