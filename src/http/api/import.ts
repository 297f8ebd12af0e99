import { z } from "zod";
import type { Imports } from "../../incidents/intake/imports.ts";
import type { Clock } from "../../kernel/clock.ts";
import { IMPORTED, SCANNED } from "../../sources/direct.ts";
import { SCAN_FORMATS } from "../../sources/scanners/read.ts";
import { byteStream, type Route, route } from "./route.ts";

export interface ImportRoutesNeeds {
  readonly imports: Pick<Imports, "accept">;
  readonly clock: Clock;
}

const count = z.int().min(0);

const summarySchema = z
  .object({
    format: z.string().nullable().meta({ description: "The tool that made the report; null for an empty list" }),
    records: count,
    matched: count.meta({ description: "Tokens of known formats" }),
    redacted: count.meta({ description: "Records that keep the token, or a part of it, to themselves: nothing can be said of those" }),
    malformed: count,
    labels: z.object({ true_positive: count, false_positive: count }),
  })
  .meta({ id: "ImportSummary" });

/** A scanner's report is a delivery: read as it comes in, and never in memory as a whole. */
export function importRoutes({ clock, imports }: ImportRoutesNeeds): Route[] {
  return [
    route({
      method: "post",
      path: "/api/import",
      id: "importReport",
      summary: `Take a scanner's report; its format is recognised: ${SCAN_FORMATS}`,
      query: z.object({
        source: z.enum([IMPORTED.id, SCANNED.id]).default(IMPORTED.id).meta({ description: "As whom it is recorded, and policies see it" }),
        backfill: z
          .enum(["1"])
          .optional()
          .meta({ description: "The report tells what was there before, such as a history; owners may be told in a digest" }),
      }),
      body: { as: "stream", schema: byteStream },
      answers: { 200: { description: "Committed; what is genuine is being revoked", schema: summarySchema } },
      handle: async ({ body, query }) => ({
        status: 200,
        body: await imports.accept(body, clock.now(), {
          reporter: query.source === SCANNED.id ? SCANNED : IMPORTED,
          backfill: query.backfill !== undefined,
        }),
      }),
    }),
  ];
}
