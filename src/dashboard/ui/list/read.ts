import { z } from "zod";
import { AUDIT_ACTIONS } from "../../../audit/event.ts";
import { isUuid } from "../../../kernel/ids.ts";

/** What the forms of lists send: nothing chosen is an empty text. */
export const choiceOf = <Value extends string>(values: readonly Value[]): z.ZodType<Value | null> =>
  z
    .string()
    .max(100)
    .default("")
    .transform((text, context): Value | null => {
      if (text === "") return null;
      const value = values.find((one) => one === text);
      if (value === undefined) context.addIssue({ code: "custom", message: `allowed: ${values.join(", ")}` });
      return value ?? null;
    });

/** A time in UTC, as `TimeField` sends it. */
export const timeOrNothing = z
  .string()
  .max(30)
  .default("")
  .refine((text) => text === "" || /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/u.test(text), "it is no time (allowed: 2026-01-31T23:59, UTC)")
  .transform((text) => (text === "" ? null : new Date(`${text}Z`)))
  .refine((at) => at === null || !Number.isNaN(at.getTime()), "there is no such time");

export const idOrNothing = z.string().refine(isUuid, "it is not an id (36 characters, lower case)").optional();

/** How many lines of a short list come before the page. */
export const startOf = z
  .string()
  .regex(/^\d{1,6}$/u)
  .default("0")
  .transform(Number);

export const idParams = z.object({ id: z.string().refine(isUuid) });

const optional = z
  .string()
  .trim()
  .max(120)
  .default("")
  .transform((text) => text || null);

/** What the audit trail is narrowed to. */
export const auditFilter = {
  actor: optional,
  action: optional.refine((text) => text === null || Object.hasOwn(AUDIT_ACTIONS, text), "there is no such event"),
  incident: optional.refine((text) => text === null || isUuid(text), "it is not the id of an incident (36 characters, lower case)"),
};
