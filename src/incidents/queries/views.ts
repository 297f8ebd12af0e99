import { readTimeline } from "../../audit/trail.sql.ts";
import type { Queryable } from "../../db/database.ts";
import { severityOf } from "../severity.ts";
import { type IncidentRow, selectIncident, selectNotices, selectOccurrences } from "./queries.sql.ts";

/** An incident as the API shows it. */
export function incidentView(row: IncidentRow) {
  const { owner_email: email, owner_name: name, token_caveats: caveats, ...rest } = row;
  const { copy_expires_at: copyExpiresAt, verdict, verdict_detail: detail } = row;
  const severity = severityOf({ verdict, detail, caveats, copyExpiresAt }, new Date());
  return { ...rest, severity, caveats, owner: name === null ? null : { name, email } };
}

/** An incident with everything that hangs on it; null when there is none. */
export async function incidentDetail(db: Queryable, id: string) {
  const row = await selectIncident(db, id);
  if (row === null) return null;
  const [occurrences, timeline, notices] = await Promise.all([selectOccurrences(db, id), readTimeline(db, id), selectNotices(db, id)]);
  return {
    ...incidentView(row),
    occurrences: occurrences.map(({ copy_detail: copy, reported_type: type, ...rest }) => ({ ...rest, type, copy })),
    timeline: timeline.map(({ detail, ...rest }) => ({
      ...rest,
      detail: detail === null ? null : (JSON.parse(detail) as Record<string, unknown>),
    })),
    notices: notices.map(({ recipient_email: to, ...rest }) => ({ ...rest, to })),
  };
}
