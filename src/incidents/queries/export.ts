import type { Queryable } from "../../db/database.ts";
import type { IncidentFilter, IncidentRow, ListPosition } from "./queries.sql.ts";
import { searchIncidents } from "./search.ts";

const AT_ONCE = 500;

/** Everything that a filter lets through, newest first, however much it is: few rows are in memory at once. */
export async function* everyIncident(db: Queryable, filter: IncidentFilter): AsyncGenerator<readonly IncidentRow[]> {
  for (let position: ListPosition | null = null; ; ) {
    const { next, rows } = await searchIncidents(db, filter, position, AT_ONCE);
    if (rows.length > 0) yield rows;
    if (next === null) return;
    position = next;
  }
}
