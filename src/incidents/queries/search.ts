import type { Queryable } from "../../db/database.ts";
import { type IncidentFilter, type IncidentRow, isReadThrough, type ListPosition, selectAhead, selectIncidents } from "./queries.sql.ts";

export interface IncidentPage {
  readonly rows: readonly IncidentRow[];
  /** Where the list goes on; null at its end. */
  readonly next: ListPosition | null;
  /** It goes on although the page is not full: so many incidents were looked through, and there are older ones. */
  readonly lookedThrough: number | null;
}

// What fits is mostly near; what is rare costs the second window, tens of milliseconds.
const WINDOWS = [2_000, 48_000];

/**
 * A page of what fits a filter, newest first. What no index knows is looked for in at most so many incidents: a search for what is
 * nowhere ends in time however many incidents there are, and says how far it looked.
 */
export async function searchIncidents(
  db: Queryable,
  filter: IncidentFilter,
  position: ListPosition | null,
  limit: number,
  windows: readonly number[] = WINDOWS,
): Promise<IncidentPage> {
  if (!isReadThrough(filter)) return pageOf(await selectIncidents(db, filter, position, null, limit + 1), limit, null, 0);
  const rows: IncidentRow[] = [];
  let at = position;
  for (const window of windows) {
    const end = await selectAhead(db, filter, at, window);
    rows.push(...(await selectIncidents(db, filter, at, end, limit + 1 - rows.length)));
    if (rows.length > limit || end === null) return pageOf(rows, limit, null, 0);
    at = end;
  }
  return pageOf(rows, limit, at, sumOf(windows));
}

function sumOf(windows: readonly number[]): number {
  return windows.reduce((sum, one) => sum + one, 0);
}

/** `end`: up to where it was looked, through `count`, when there is more. */
function pageOf(rows: readonly IncidentRow[], limit: number, end: ListPosition | null, count: number): IncidentPage {
  if (rows.length <= limit) return { rows, next: end, lookedThrough: end === null ? null : count };
  const last = rows[limit - 1]!;
  return { rows: rows.slice(0, limit), next: { reportedAt: last.reported_at, id: last.id }, lookedThrough: null };
}
