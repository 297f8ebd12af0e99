import type { Database } from "../db/database.ts";
import type { TakenBatch } from "../obligations/lease.ts";
import type { ObligationKind } from "../obligations/obligation.ts";
import { readTraces } from "../obligations/traces.sql.ts";
import { isTracing, resuming } from "../telemetry/tracing.ts";

/** Meets obligations as parts of the traces in which they came to be. Where nobody keeps traces, the work is all there is. */
export async function inTheirTraces(db: Database, kind: ObligationKind, batch: TakenBatch, work: () => Promise<void>): Promise<void> {
  if (!isTracing()) return await work();
  const attempts = new Map(batch.obligations.map((obligation) => [obligation.id, obligation.attempts]));
  const beginnings = new Map(
    (await readTraces(db, batch.ids)).map(({ id, incident, trace }) => [
      id,
      {
        trace,
        facts: {
          "tokenward.attempt": attempts.get(id) ?? 0,
          "tokenward.batch": batch.obligations.length,
          ...(incident !== null && { "tokenward.incident": incident }),
        },
      },
    ]),
  );
  await resuming(kind, beginnings, work);
}
