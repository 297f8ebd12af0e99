import type { z } from "zod";
import { AppError } from "../../kernel/errors.ts";
import { readJson } from "../reports/json.ts";
import type { RawRequest } from "../source.ts";

/** The JSON body as `schema` wants it: templates and old versions send other shapes. @throws AppError `malformed_body` */
export function readBody<T>(body: Buffer, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(readJson(body, "the JSON document of this event"));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 5).map(({ path }) => path.join(".") || "the body");
  throw new AppError("malformed_body", `The body is JSON, but not of this event: look at ${places.join(", ")}.`);
}

/** A header that only steers what is done with a delivery that is genuine already; empty when it is not there once. */
export function headerOf({ headers }: RawRequest, name: string): string {
  const [value = "", another] = headers[name] ?? [];
  return another === undefined ? value : "";
}

/** `name` when it is one of `known`, else `other`: what a metric may be labelled with. */
export function wordOf(name: string, known: ReadonlySet<string>): string {
  return known.has(name) ? name : "other";
}
