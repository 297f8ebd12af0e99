import type { Queryable } from "../../db/database.ts";
import { FITS, fitValues, type IncidentFilter } from "../queries/queries.sql.ts";

const ACTIONS = ["incident.reported", "incident.reported_again", "incident.needs_attention", "incident.reopened"];

/** Incidents that a list shows. */
export interface ListOfIncidents {
  readonly filter: IncidentFilter;
  /** Only those that wait for a person. */
  readonly waiting: boolean;
}

/** Those of a list about which something new is told by the blocks after `after` up to `to`. */
export async function selectNews(db: Queryable, list: ListOfIncidents, after: bigint, to: bigint, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select id from incidents
     where id in (
         select e.incident_id from audit_blocks b join audit_events e on e.block = b.id
         where b.seq > $14 and b.seq <= $15 and e.action = any($16) and e.incident_id is not null
       )
       and (not $17::boolean or attention_reason is not null) and ${FITS}
     limit $18`,
    [...fitValues(list.filter), after.toString(), to.toString(), list.waiting ? ACTIONS : ACTIONS.slice(0, 2), list.waiting, limit],
  );
  return rows.map(({ id }) => id);
}
