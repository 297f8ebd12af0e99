import { dropOldTrail } from "../../audit/retention.ts";
import type { Database } from "../../db/database.ts";
import { dropDeliveries, dropForgottenPlaces, type Page } from "./history.sql.ts";

const ROWS_AT_ONCE = 5_000;

/** How many rows were dropped. */
export interface Dropped {
  readonly deliveries: number;
  readonly places: number;
  readonly events: number;
}

/**
 * Drops what was done more than `days` ago: deliveries, what is left of forgotten places, the beginning of the audit trail. Incidents
 * stay, and with them fingerprint, verdict and counts. A little at a time, in the order of the primary keys, so that neither an
 * index nor a lock is in the way of what comes in. Safe to run twice and concurrently.
 */
export async function dropHistory(db: Database, days: number): Promise<Dropped> {
  const places = await pageByPage((after) => dropForgottenPlaces(db, after, days, ROWS_AT_ONCE));
  const deliveries = await pageByPage((after) => dropDeliveries(db, after, days, ROWS_AT_ONCE));
  return { places, deliveries, events: await dropOldTrail(db, days) };
}

async function pageByPage(drop: (after: string | null) => Promise<Page>): Promise<number> {
  let total = 0;
  for (let after: string | null = null; ; ) {
    const page = await drop(after);
    total += page.dropped;
    if (page.last === null || page.young) return total;
    after = page.last;
  }
}
