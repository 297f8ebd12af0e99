import { AppError, type ErrorCode, explanationOf } from "../kernel/errors.ts";

/** What the exit codes of every command mean. */
export const EXIT = { ok: 0, negative: 1, usage: 2, configuration: 3, unavailable: 4, bug: 70 } as const;

const BY_ERROR: Partial<Record<ErrorCode, number>> = {
  invalid_request: EXIT.usage,
  malformed_body: EXIT.usage,
  too_many_records: EXIT.usage,
  body_too_large: EXIT.usage,
  invalid_config: EXIT.configuration,
  migrations_pending: EXIT.configuration,
  schema_too_new: EXIT.configuration,
  unavailable: EXIT.unavailable,
};

export function exitCodeOf(thrown: unknown): number {
  return thrown instanceof AppError ? (BY_ERROR[thrown.code] ?? EXIT.bug) : EXIT.bug;
}

/** What a person sees of an error: our own sentence, or for anything unexpected its stack, which a report needs. */
export function complaintOf(thrown: unknown): string {
  if (!(thrown instanceof AppError)) return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return explanationOf(thrown);
}
