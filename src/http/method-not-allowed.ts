import type { RequestHandler } from "express";
import { AppError, ERROR_CODES } from "../kernel/errors.ts";

/** Answers 405 and names what is allowed. */
export function methodNotAllowed(...allowed: readonly string[]): RequestHandler {
  return (_request, response) => {
    response.set("Allow", allowed.join(", "));
    throw new AppError("method_not_allowed", ERROR_CODES.method_not_allowed);
  };
}
