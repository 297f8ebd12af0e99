import { z } from "zod";
import { Secret } from "../../kernel/secret.ts";
import { httpUrl } from "../schemas.ts";
import { fields, id, text } from "./schemas.ts";

const header = text(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/u, "the name of an HTTP header").transform((name) => name.toLowerCase());

const discloser = fields({
  /** Also its route: `/hooks/<id>`. */
  id,
  /** What owners are told. */
  title: text(/^\P{Cc}{1,80}$/u, "1 to 80 characters on one line"),
  key_id_header: header,
  signature_header: header,
  keys_url: z.string({ error: "an http or https URL" }).pipe(httpUrl),
  keys_token: z
    .union([z.custom<Secret>((value) => value instanceof Secret), text(/^[!-~]{1,512}$/u, "").transform((value) => new Secret(value))], {
      error: "1 to 512 visible ASCII characters without spaces",
    })
    .optional(),
  curves: z
    .array(z.enum(["P-256", "P-384", "P-521"]), { error: "a list of P-256, P-384 and P-521" })
    .min(1, { error: "at least one curve" })
    .default(["P-256"]),
  url_field: z.enum(["url", "location"], { error: "url or location" }).default("url"),
  labels: z.enum(["raw", "hash", "off"], { error: "raw, hash or off" }).default("off"),
  hosts: z.array(text(/^[a-z0-9.-]{1,253}$/u, "the name of a host"), { error: "a list of hosts" }).default([]),
});

/** The `disclosers` of the file: whoever signs arrays of `{token, type, url}` by keys of a public list. */
export const disclosersSection = z.array(discloser, { error: "a list of disclosers" }).superRefine((disclosers, context) => {
  for (const [index, { id: own }] of disclosers.entries()) {
    if (disclosers.findIndex((other) => other.id === own) < index) {
      context.addIssue({ code: "custom", path: [index, "id"], input: own, message: "an id that no other discloser of the file has" });
    }
  }
});

export type FileDiscloser = z.infer<typeof disclosersSection>[number];
