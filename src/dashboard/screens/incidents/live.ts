import { z } from "zod";
import type { Queryable } from "../../../db/database.ts";
import { IncidentTally } from "../../../incidents/feed/incident-tally.ts";
import { newestBlock } from "../../../incidents/feed/revocations.sql.ts";
import { parseQuery } from "../../../incidents/queries/query-language.ts";
import { check } from "../../../kernel/check.ts";
import type { LiveList } from "../../web/live-list.ts";

const block = z
  .string()
  .regex(/^\d{1,18}$/u, "it is no block of the audit trail")
  .transform(BigInt);
const filter = z.object({ q: z.string().max(500).default(""), waiting: z.enum(["", "1"]).default("") });

/** The incidents that a query fits, or of these those that wait for a person. */
export function liveIncidents(db: Queryable): LiveList<z.infer<typeof filter>> {
  return {
    name: "incidents",
    permission: "incidents:read",
    filter,
    position: async () => String(await newestBlock(db)),
    tally: ({ q, waiting }, position) =>
      new IncidentTally(
        db,
        { filter: parseQuery(q), waiting: waiting === "1" },
        check(block, position, () => "after"),
      ),
  };
}
