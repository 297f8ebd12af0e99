import { z } from "zod";
import { isAddressRange } from "../../kernel/net/address-range.ts";
import { isSecureUrl } from "../../kernel/net/secure-url.ts";
import { Secret } from "../../kernel/secret.ts";

/** A value nobody may see: written in place, or fetched by the configuration from where the entry says it is. */
export const secretText = z.union([
  z.instanceof<typeof Secret<string>>(Secret),
  z
    .string()
    .min(1)
    .transform((text) => new Secret(text)),
]);

export const seconds = (max: number) => z.number().min(0.1).max(max);

/** How often an issuer may be called: `{"calls": 60, "per_seconds": 3600}`. */
export const rate = z.strictObject({ calls: z.int().min(1), per_seconds: z.number().min(1) });

/** Where tokens may be sent. */
export const secureUrl = z
  .string()
  .refine(isSecureUrl, { error: "is no https URL (http only to this machine) without user, password and fragment" });

/** What all issuers have that are reached over HTTP. */
export const overHttp = {
  timeout_seconds: seconds(60).default(5),
  /** Calls at once, of one process. */
  concurrency: z.int().min(1).max(64).default(4),
  rate: rate.optional(),
  /** Private addresses that may be connected to nevertheless: `["10.1.0.0/16"]`. */
  allow_addresses: z
    .array(z.string().refine(isAddressRange, { error: "is no address and no range of addresses such as 10.0.0.0/8" }))
    .default([]),
};

export type OverHttp = z.infer<z.ZodObject<typeof overHttp>>;
