import { z } from "zod";
import { id, text } from "./schemas.ts";

const entry = z
  .looseObject(
    {
      id: id.refine((own) => own !== "builtin" && own !== "none", { error: "an id other than builtin and none, which are taken" }),
      kind: text(/^[a-z][a-z0-9_-]{0,39}$/u, "the name of a kind of issuer, such as sql or http"),
      title: text(/^\P{Cc}{1,80}$/u, "1 to 80 characters on one line").optional(),
    },
    { error: "an object with id, kind, title and what its kind needs" },
  )
  .transform(({ id: own, kind, title, ...options }) => ({ id: own, kind, title: title ?? own, options }));

/** The `issuers` of the file: what a kind makes of its options is for the kind to say. */
export const issuersSection = z.array(entry, { error: "a list of issuers" }).superRefine((issuers, context) => {
  for (const [index, { id: own }] of issuers.entries()) {
    if (issuers.findIndex((other) => other.id === own) < index) {
      context.addIssue({ code: "custom", path: [index, "id"], message: "an id that no other issuer of the file has" });
    }
  }
});

export type FileIssuer = z.infer<typeof issuersSection>[number];
