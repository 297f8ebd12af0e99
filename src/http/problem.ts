import type { ErrorRequestHandler, Response } from "express";
import { AppError, ERROR_CODES, type ErrorCode } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";

/** The status of every error code: the only place where the two meet. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 400,
  malformed_body: 400,
  too_many_records: 413,
  body_too_large: 413,
  unsupported_encoding: 415,
  overloaded: 503,
  unauthorized: 401,
  signature_refused: 401,
  not_found: 404,
  method_not_allowed: 405,
  not_configured: 404,
  conflict: 409,
  unavailable: 503,
  invalid_config: 500,
  migrations_pending: 503,
  schema_too_new: 503,
  internal: 500,
};

const DEFAULT_RETRY_AFTER_SECONDS = 5;

/** Answers with an RFC 9457 problem. The title is the code's own sentence; the detail never holds more than the error's message. */
function sendProblem(response: Response, error: AppError): void {
  const status = STATUS_OF[error.code];
  if (status === 503) response.set("Retry-After", String(error.retryAfter ?? DEFAULT_RETRY_AFTER_SECONDS));
  if (error.code === "unauthorized") response.set("WWW-Authenticate", 'Bearer realm="tokenward"');
  const title = ERROR_CODES[error.code];
  const detail = status === 500 || error.message === title ? {} : { detail: error.message };
  response
    .status(status)
    .type("application/problem+json")
    .send(JSON.stringify({ type: "about:blank", title, status, code: error.code, ...detail }));
}

/** The end of every failed request. What we did not expect is logged whole and answered with nothing but its kind. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  // Express takes a function of four parameters for an error handler.
  return (thrown: unknown, _request, response, _next) => {
    const error = asAppError(thrown);
    if (error.code === "internal" || error.code === "unavailable") {
      log.error({ err: error.cause ?? error, code: error.code, request: response.get("X-Request-Id") }, "a request failed");
    }
    // An answer that was begun can only be broken off.
    if (response.headersSent) response.destroy();
    else sendProblem(response, error);
  };
}

// What Express and its body parsers throw carries a status and a type. Their messages do not go out: a parser's quotes the body.
function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { status, type } = (typeof thrown === "object" && thrown !== null ? thrown : {}) as { status?: unknown; type?: unknown };
  if (status === 413) return new AppError("body_too_large", ERROR_CODES.body_too_large);
  if (status === 415) return new AppError("unsupported_encoding", ERROR_CODES.unsupported_encoding);
  if (type === "entity.parse.failed") return new AppError("malformed_body", ERROR_CODES.malformed_body);
  if (typeof status === "number" && status >= 400 && status < 500) return new AppError("invalid_request", "the request cannot be read");
  return new AppError("internal", ERROR_CODES.internal, { cause: thrown });
}
