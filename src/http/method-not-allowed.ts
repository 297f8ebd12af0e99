import type { RequestHandler } from "express";
import { AppError, ERROR_CODES } from "../kernel/errors.ts";

/** Answers 405 and names what is allowed. Where GET is, Express answers HEAD. */
export function methodNotAllowed(...allowed: readonly ("get" | "post" | "delete")[]): RequestHandler {
  const names = allowed.map((method) => (method === "get" ? "GET, HEAD" : method.toUpperCase())).join(", ");
  return (_request, response) => {
    response.set("Allow", names);
    throw new AppError("method_not_allowed", ERROR_CODES.method_not_allowed);
  };
}
