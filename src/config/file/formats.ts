import { z } from "zod";
import { parseLinearPattern, runPattern } from "../../kernel/patterns/linear-pattern.ts";
import { count, fields, id, text } from "./schemas.ts";

const PREFIX = "3 to 64 visible ASCII characters without spaces";
const prefix = text(/^[!-~]{3,64}$/u, PREFIX);
const prefixes = z.array(prefix, { error: "a list of prefixes" }).min(1, { error: "at least one prefix" }).max(50, { error: "at most 50" });

const common = {
  id,
  /** What people are shown. */
  title: text(/^\P{Cc}{1,80}$/u, "1 to 80 characters on one line").optional(),
  /** Id of the issuer that can look its tokens up. */
  issuer: id.optional(),
  /** What sources call tokens of this format. */
  types: z.array(text(/^[!-~]{1,200}$/u, "1 to 200 visible ASCII characters"), { error: "a list of the types sources report" }).optional(),
};

// How many characters behind the prefix, and of the end, may be shown to people.
const redaction = fields({ start: count(0, 8), end: count(0, 8) }).optional();

/** A format that is known already: only who issues it, or what sources call it. */
const known = fields({ ...common, kind: z.undefined().optional() }).omit({ title: true });

const macaroon = fields({
  ...common,
  kind: z.literal("macaroon"),
  /** What stands before the base64url; nothing for bare macaroons, which are known by their location. */
  prefix: text(/^(?:[!-~]{3,64})?$/u, `${PREFIX}, or nothing`),
  location: text(/^[!-~]{1,127}$/u, "1 to 127 visible ASCII characters without spaces"),
  identifier: z.enum(["uuid", "any"], { error: "uuid or any" }).optional(),
});

const checksummed = fields({ ...common, redaction, kind: z.literal("crc32-base62"), prefixes, length: count(8, 1_024) });

const range = z
  .tuple([count(8, 4_096), count(8, 4_096)], { error: "a number, or the least and the greatest in a list" })
  .refine(([min, max]) => min <= max, { error: "the least and the greatest length, in this order" });

const pattern = fields({
  ...common,
  redaction,
  kind: z.literal("pattern"),
  prefix,
  /** What would stand between the brackets of a regular expression's class. */
  alphabet: text(/^[!-~]+$/u, "characters and ranges as in 0-9a-f").optional(),
  length: z.union([count(8, 4_096), range], { error: "a whole number from 8 to 4096, or the least and the greatest in a list" }).optional(),
  /** Instead of alphabet and length, for tokens of several parts. */
  pattern: text(/^[!-~]{1,400}$/u, "1 to 400 visible ASCII characters").optional(),
}).superRefine((format, context) => {
  const { alphabet, length } = format;
  const isRun = alphabet !== undefined && length !== undefined;
  if (isRun === (format.pattern !== undefined) || (format.pattern !== undefined && (alphabet ?? length) !== undefined)) {
    context.addIssue({ code: "custom", message: "either alphabet and length, or pattern" });
    return;
  }
  const parsed = isRun
    ? runPattern(alphabet, typeof length === "number" ? [length, length] : length)
    : parseLinearPattern(format.pattern ?? "");
  if (!parsed.ok) {
    const message = `a pattern that is decided in linear time, but of "${format.id}" ${parsed.problem}`;
    context.addIssue({ code: "custom", path: [isRun ? "alphabet" : "pattern"], message });
  } else if (parsed.pattern.minLength < 8) {
    context.addIssue({ code: "custom", path: ["pattern"], message: "a pattern of at least 8 characters" });
  }
});

/** The `formats` of the file. */
export const formatsSection = z
  .array(
    z.discriminatedUnion("kind", [known, macaroon, checksummed, pattern], {
      error: (issue) =>
        issue.code === "invalid_union" ? "macaroon, crc32-base62 or pattern; none for a format that is built in" : undefined,
    }),
    { error: "a list of formats" },
  )
  .superRefine((formats, context) => {
    const met = new Set<string>();
    for (const [index, { id: own }] of formats.entries()) {
      if (met.has(own)) {
        context.addIssue({ code: "custom", path: [index, "id"], input: own, message: "an id that no other format of the file has" });
      }
      met.add(own);
    }
  });

export type FileFormat = z.infer<typeof formatsSection>[number];
