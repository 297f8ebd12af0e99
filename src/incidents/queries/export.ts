import type { Queryable } from "../../db/database.ts";
import { type IncidentFilter, type IncidentRow, type ListPosition, selectIncidents } from "./queries.sql.ts";

const AT_ONCE = 500;

/** Everything that a filter lets through, newest first, however much it is: few rows are in memory at once. */
export async function* everyIncident(db: Queryable, filter: IncidentFilter): AsyncGenerator<readonly IncidentRow[]> {
  for (let position: ListPosition | null = null; ; ) {
    const rows: readonly IncidentRow[] = await selectIncidents(db, filter, position, AT_ONCE);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < AT_ONCE) return;
    position = { reportedAt: last.reported_at, id: last.id };
  }
}
