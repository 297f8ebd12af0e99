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
      serializers: { err: errorForLog, error: (value: unknown) => (value instanceof Error ? value.message : value) },
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: NEVER_LOGGED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: REDACTED,
      },
    },
    pino.destination({ dest: 2, sync: false }),
  );
}

/** Kind, message and stack of an error and of what caused it. Other fields stay out: a driver's quote rows and parameters. */
function errorForLog(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const { cause, message, name, stack } = thrown;
  const code = "code" in thrown ? thrown.code : undefined;
  return { name, code, message, stack, ...(cause === undefined ? {} : { cause: errorForLog(cause) }) };
}
