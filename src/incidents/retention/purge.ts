import { forgetDetails } from "../../audit/trail.sql.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import { forgetPlaces, takePurgeable } from "./purge.sql.ts";

const INCIDENTS_PER_PASS = 500;

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
