import { z } from "zod";

/** An object of exactly these fields. What is wrong with it is told with the fields there are. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, { error: `an object with ${Object.keys(shape).join(", ")}` });
}

/** Text that `pattern` fits as a whole. */
export function text(pattern: RegExp, allowed: string): z.ZodString {
  return z.string({ error: allowed }).regex(pattern, { error: allowed });
}

/** A whole number. */
export function count(min: number, max: number): z.ZodNumber {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** How formats, issuers and policies are named in the file, in tables and in metrics. */
export const id = text(/^[a-z][a-z0-9_-]{0,39}$/u, "1 to 40 small letters, digits, underscores and hyphens, a letter first");
