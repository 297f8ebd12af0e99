import { z } from "zod";
import { lineOf } from "../kernel/check.ts";
import { isMailAddress } from "../kernel/patterns/mail-address.ts";

const MAX_CAVEAT_DEPTH = 10;
// A token far below the longest that a report may hold: what we mint, we have to recognise when it leaks.
const MAX_CAVEATS_LENGTH = 16_384;

/** Stops at `depth`, so that it holds for what would overflow the stack of whoever prints it. */
function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

/** What may be minted, whoever asks: the admin API or the command line. */
export const mintOrderSchema = z.object({
  owner: z.object({
    name: lineOf(200),
    email: z
      .string()
      .max(254)
      .refine(isMailAddress, "it is not an address that mail can be sent to (allowed: one such as ada@example.com)"),
    locale: z
      .string()
      .max(35)
      .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/u, "it is not a language tag (allowed: one such as en or pt-BR)")
      .nullish(),
  }),
  name: lineOf(200),
  caveats: z
    .array(
      z.union([z.string().min(1).max(4_000), z.array(z.unknown()), z.record(z.string(), z.unknown())], {
        error: "it is not a caveat (allowed: text of 1 to 4000 characters, a list or an object)",
      }),
    )
    .max(100)
    .refine((caveats) => caveats.every((caveat) => isShallow(caveat, MAX_CAVEAT_DEPTH)), {
      error: `they are nested too deep (allowed: ${MAX_CAVEAT_DEPTH} levels)`,
      abort: true,
    })
    .refine(
      (caveats) => JSON.stringify(caveats).length <= MAX_CAVEATS_LENGTH,
      `they are too long (allowed: ${MAX_CAVEATS_LENGTH} characters together)`,
    )
    .default([])
    .meta({ description: "First-party caveats: text as it is, or JSON written compactly. None: the token stands for its whole owner." }),
  expires_at: z.iso
    .datetime({ offset: true, error: "it is not a time with its zone (allowed: RFC 3339, such as 2027-01-31T00:00:00Z)" })
    .nullish(),
});

export type MintOrder = z.infer<typeof mintOrderSchema>;
