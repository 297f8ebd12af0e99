import { forgetDetails } from "../../audit/trail.sql.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import { forgetGivenUp, forgetPlaces, takePurgeable } from "./purge.sql.ts";

const INCIDENTS_PER_PASS = 500;

/** Wipes what is kept sealed of deliveries that were given up and that nobody tried again for so many days. Answers how many. */
export async function wipeGivenUp(db: Database, days: number): Promise<number> {
  return await db.transaction(async (tx) => {
    const gone = await forgetGivenUp(tx, days);
    appendAudit(
      tx,
      gone.map((detail) => ({ action: "delivery.wiped", actor: "worker", incidentId: null, detail }) as const),
    );
    return gone.reduce((sum, { count }) => sum + count, 0);
  });
}

/**
 * Forgets where tokens were seen, for incidents whose day has come; fingerprint, counts, verdict and the audit chain
 * stay. Safe to run twice and concurrently. Answers how many incidents were purged.
 */
export async function purgeDue(db: Database): Promise<number> {
  let purged = 0;
  for (;;) {
    const pass = await db.transaction(async (tx) => {
      const ids = await takePurgeable(tx, INCIDENTS_PER_PASS);
      if (ids.length === 0) return 0;
      const places = await forgetPlaces(tx, ids);
      forgetDetails(tx, ids);
      appendAudit(tx, [
        { action: "incident.purged", actor: "worker", incidentId: null, detail: { incidents: ids.length, places } },
        ...ids.map((incidentId) => ({ action: "incident.purged", actor: "worker", incidentId, detail: {} }) as const),
      ]);
      return ids.length;
    });
    purged += pass;
    if (pass < INCIDENTS_PER_PASS) return purged;
  }
}
