/** Every error code there is, with what it means. */
export const ERROR_CODES = {
  invalid_request: "the request does not have the documented shape",
  malformed_body: "the body is not valid JSON or not the documented shape",
  too_many_records: "the delivery holds more records than are accepted at once",
  body_too_large: "the body is larger than this route accepts",
  unsupported_encoding: "the body has a content encoding that this route does not accept",
  overloaded: "too many body bytes are in flight; try again later",
  unauthorized: "the request carries no valid credentials",
  forbidden: "whoever asks may not do this",
  signature_refused: "the delivery's signature could not be accepted",
  rate_limited: "more requests came from here than are taken; try again later",
  not_found: "there is nothing at this address",
  method_not_allowed: "this address does not take this method",
  not_configured: "this route is not configured on this installation",
  gone: "what was asked for was there once and is kept no more",
  conflict: "the state of the resource does not allow this",
  unavailable: "a part this request needs cannot be reached; try again later",
  invalid_config: "the configuration is not usable",
  migrations_pending: "the database schema is older than this version needs",
  schema_too_new: "the database schema is newer than this version knows",
  internal: "an unexpected error on our side",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The HTTP status of every error code: the only place where the two meet. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  malformed_body: 400,
  too_many_records: 413,
  body_too_large: 413,
  unsupported_encoding: 415,
  overloaded: 503,
  unauthorized: 401,
  forbidden: 403,
  signature_refused: 401,
  rate_limited: 429,
  not_found: 404,
  method_not_allowed: 405,
  not_configured: 404,
  gone: 410,
  conflict: 409,
  unavailable: 503,
  invalid_config: 500,
  migrations_pending: 503,
  schema_too_new: 503,
  internal: 500,
};

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

/** Its own sentence, and in brackets what the system said where the sentence does not say it already. */
export function explanationOf(thrown: unknown): string {
  const message = messageOf(thrown);
  const cause = thrown instanceof AppError && thrown.cause !== undefined ? messageOf(thrown.cause) : "";
  return message.includes(cause) ? message : `${message} (${cause})`;
}

/** Whether the error means that a part cannot be reached now and the same work may succeed later. */
export function isUnavailable(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === "unavailable";
}

/**
 * Anything that was thrown while a request was answered, as what may be told outside. What frameworks and body parsers throw
 * carries a status and a type; their messages do not go out: a parser's quotes the body.
 */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { status, type } = (typeof thrown === "object" && thrown !== null ? thrown : {}) as { status?: unknown; type?: unknown };
  if (status === 413) return new AppError("body_too_large", ERROR_CODES.body_too_large);
  if (status === 415) return new AppError("unsupported_encoding", ERROR_CODES.unsupported_encoding);
  if (type === "entity.parse.failed") return new AppError("malformed_body", ERROR_CODES.malformed_body);
  if (typeof status === "number" && status >= 400 && status < 500) return new AppError("invalid_request", "the request cannot be read");
  return new AppError("internal", ERROR_CODES.internal, { cause: thrown });
}
