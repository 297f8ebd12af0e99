import { isAbsolute } from "node:path";
import { z } from "zod";
import { asked } from "../contract/options.ts";
import { rate, seconds, secretText } from "../kit/options.ts";

export const commandOptions = z.strictObject({
  /** An absolute path and its arguments; no shell reads them. */
  command: z
    .array(
      z
        .string()
        .max(4_096)
        .regex(/^[^\0]+$/u, { error: "is empty or holds a NUL" }),
    )
    .min(1)
    .refine(([file]) => isAbsolute(file ?? ""), { error: "does not begin with an absolute path" }),
  /** Its whole environment. */
  env: z.record(z.string(), secretText).default({}),
  timeout_seconds: seconds(300).default(10),
  /** Processes at once. */
  concurrency: z.int().min(1).max(16).default(2),
  rate: rate.optional(),
  ...asked,
});

export type CommandOptions = z.infer<typeof commandOptions>;
