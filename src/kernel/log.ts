import { pino } from "pino";
import { REDACTED } from "./secret.ts";

/** The logger every part is given. Nothing in `src` writes to the console. */
export type Logger = pino.Logger;

// The second line of defence: `Secret` is the first. Header and field names that have carried credentials elsewhere.
const NEVER_LOGGED = ["token", "tokens", "secret", "password", "authorization", "cookie", "body", "root_key", "rootKey"];

/** JSON lines on stderr: stdout belongs to the results of commands. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      messageKey: "message",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: NEVER_LOGGED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: REDACTED,
      },
    },
    pino.destination({ dest: 2, sync: false }),
  );
}
