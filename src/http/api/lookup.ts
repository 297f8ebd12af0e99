import { z } from "zod";
import type { Database } from "../../db/database.ts";
import type { Classifier } from "../../incidents/intake/classifier.ts";
import { lookupToken } from "../../incidents/lookup.ts";
import { SEVERITIES } from "../../incidents/severity.ts";
import { Secret } from "../../kernel/secret.ts";
import { type Route, route } from "./route.ts";
import { incidentSchema, ownerSchema, verdictSchema } from "./schemas.ts";

export interface LookupNeeds {
  readonly db: Database;
  readonly classifier: Classifier;
}

const lookupSchema = z.object({
  format: z.string().nullable(),
  redacted: z.string().nullable(),
  verdict: verdictSchema.nullable(),
  verdict_detail: z.string().nullable(),
  token: z.object({ id: z.string(), name: z.string() }).nullable(),
  owner: ownerSchema.nullable(),
  severity: z.enum(SEVERITIES).nullable(),
  caveats: z.array(z.object({ kind: z.string(), text: z.string() })),
  incident: incidentSchema.nullable(),
});

/** "Do we know this?" The token travels in the body, never in an address. */
export function lookupRoutes({ classifier, db }: LookupNeeds): Route[] {
  return [
    route({
      method: "post",
      path: "/api/lookup",
      id: "lookupToken",
      summary: "What is known of a token; nothing is stored",
      body: { as: "json", schema: z.object({ token: z.string().min(1).max(131_072) }) },
      answers: { 200: { description: "Format, verdict and owner; all null when it is no token of ours", schema: lookupSchema } },
      handle: async ({ body: { token } }) => ({ status: 200, body: await lookupToken(db, classifier, new Secret(token)) }),
    }),
  ];
}
