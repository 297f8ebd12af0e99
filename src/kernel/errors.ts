/** Every error code there is, with what it means. The HTTP room maps each to a status. */
export const ERROR_CODES = {
  invalid_request: "the request does not have the documented shape",
  malformed_body: "the body is not valid JSON or not the documented shape",
  too_many_records: "the delivery holds more records than are accepted at once",
  body_too_large: "the body is larger than this route accepts",
  unsupported_encoding: "the body has a content encoding that this route does not accept",
  overloaded: "too many body bytes are in flight; try again later",
  unauthorized: "the request carries no valid credentials",
  signature_refused: "the delivery's signature could not be accepted",
  not_found: "there is nothing at this address",
  method_not_allowed: "this address does not take this method",
  not_configured: "this route is not configured on this installation",
  conflict: "the state of the resource does not allow this",
  unavailable: "a part this request needs cannot be reached; try again later",
  invalid_config: "the configuration is not usable",
  migrations_pending: "the database schema is older than this version needs",
  schema_too_new: "the database schema is newer than this version knows",
  internal: "an unexpected error on our side",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface AppErrorOptions {
  cause?: unknown;
  /** Seconds after which trying again makes sense. */
  retryAfter?: number;
}

/**
 * The one error class. `message` is written for whoever gets it and may be shown outside;
 * it never holds a token, an owner or a stack. What only we may see goes into `cause`.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryAfter = options.retryAfter;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Whether the error means that a part cannot be reached now and the same work may succeed later. */
export function isUnavailable(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === "unavailable";
}
