import { z } from "zod";
import { AppError } from "./errors.ts";
import { cleanLine } from "./text.ts";

const MAX_FAULTS = 10;
const MAX_KEYS = 5;
const MAX_KEY = 40;

/**
 * What `schema` reads of foreign input.
 * @param nameOf how whoever sent it knows the field at this path; the path itself, unless told
 * @throws AppError `invalid_request` that names up to ten fields with what was found and what is allowed, and repeats no text:
 *   people paste tokens into all fields
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, nameOf: (path: string) => string = pathOrBody): T {
  const parsed = schema.safeParse(value, { error: inWords });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, MAX_FAULTS).map(({ message, path }) => `${nameOf(path.join("."))}: ${message}`);
  throw new AppError("invalid_request", faults.join("; "));
}

function pathOrBody(path: string): string {
  return path === "" ? "body" : path;
}

/** One line that a person wrote and others will read. */
export const lineOf = (max: number): z.ZodType<string, string> =>
  z
    .string()
    .trim()
    .min(1, { abort: true })
    .max(max)
    .refine((text) => cleanLine(text, max) !== "", "it has no visible character");

// The words of zod are for programmers. A schema that gives its own keeps them.
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  const { code, input } = issue;
  if (code === "invalid_type") return `it is ${kindOf(input)} (allowed: ${KINDS[issue.expected] ?? issue.expected})`;
  if (code === "too_small") return `it ${sizeOf(input)} (allowed: at least ${counted(issue.minimum, input)})`;
  if (code === "too_big") return `it ${sizeOf(input)} (allowed: at most ${counted(issue.maximum, input)})`;
  if (code === "unrecognized_keys") return `${unknown(issue.keys)} (allowed: ${keysOf(issue.inst).join(", ")})`;
  return undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Number.isNaN(value)) return "not a number";
  return KINDS[Array.isArray(value) ? "array" : typeof value] ?? typeof value;
}

function sizeOf(value: unknown): string {
  if (typeof value !== "string" && !Array.isArray(value)) return `is ${String(value)}`;
  return value.length === 0 ? "is empty" : `has ${counted(value.length, value)}`;
}

function counted(count: number | bigint, value: unknown): string {
  const ending = count === 1 ? "" : "s";
  if (typeof value === "string") return `${count} character${ending}`;
  return Array.isArray(value) ? `${count} element${ending}` : String(count);
}

function unknown(keys: readonly string[]): string {
  const shown = keys.slice(0, MAX_KEYS).map((key) => `"${cleanLine(key, MAX_KEY)}"`);
  const more = keys.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""} ${keys.length === 1 ? "is" : "are"} not known`;
}

function keysOf(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
