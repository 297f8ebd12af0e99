import type { ErrorRequestHandler, Response } from "express";
import { type AppError, asAppError, ERROR_CODES, STATUS_OF } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";

const DEFAULT_RETRY_AFTER_SECONDS = 5;

/** Answers with an RFC 9457 problem. The title is the code's own sentence; the detail never holds more than the error's message. */
function sendProblem(response: Response, error: AppError): void {
  const status = STATUS_OF[error.code];
  if (status === 503 || status === 429) response.set("Retry-After", String(error.retryAfter ?? DEFAULT_RETRY_AFTER_SECONDS));
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
