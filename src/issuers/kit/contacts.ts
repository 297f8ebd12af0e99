import { z } from "zod";
import { cleanLine } from "../../kernel/text.ts";
import type { Contact } from "../issuer.ts";

const MAX_TEXT = 200;
const MAX_CONTACTS = 50;
const MAX_CONCERNS = 50;

const text = z.string().transform((value) => cleanLine(value, MAX_TEXT));

const contact = z.object({
  email: z.email({ pattern: z.regexes.html5Email }).max(254),
  name: text.nullish(),
  /** BCP 47. */
  locale: text.nullish(),
  relation: z.enum(["address", "co_owner", "admin"]),
  verified: z.boolean().default(true),
  concerns: z.array(text).max(MAX_CONCERNS).nullish(),
  /** Nobody who left is told. */
  former: z.boolean().default(false),
});

/**
 * Whom else to tell, as an issuer's own program or database says it: at most 50. What is no contact is left out: a mistake in
 * an address must not keep a token alive.
 */
export const contacts: z.ZodType<readonly Contact[]> = z
  .array(z.unknown())
  .catch([])
  .transform((list) => list.slice(0, MAX_CONTACTS).flatMap(contactOf));

function contactOf(value: unknown): Contact[] {
  const read = contact.safeParse(value);
  if (!read.success || read.data.former) return [];
  const { concerns, email, locale, name, relation, verified } = read.data;
  return [{ name: name ?? "", email, locale: locale ?? null, relation, verified, concerns: concerns ?? null }];
}
