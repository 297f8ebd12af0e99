import { AppError } from "../../kernel/errors.ts";

/**
 * The JSON document that these bytes are. The bytes that were signed are the bytes that are read: nothing is replaced,
 * and a byte order mark is not JSON. `what` completes "The body has to be …". @throws AppError `malformed_body`
 */
export function readJson(body: Buffer, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    // Without the cause: the parser's message quotes the body.
    throw new AppError("malformed_body", `The body has to be ${what}, in UTF-8 without a byte order mark; it is not JSON.`);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
