import type { Queryable } from "../db/database.ts";

export interface TracedObligation {
  readonly id: string;
  readonly incident: string | null;
  readonly trace: string;
}

/** The traces in which what these obligations are about came in; those without one are left out. */
export function readTraces(db: Queryable, ids: readonly string[]): Promise<TracedObligation[]> {
  return db.query<TracedObligation>(
    `select o.id, i.id as incident, coalesce(i.trace, d.trace) as trace
     from obligations o
     left join alerts a on a.id = o.alert_id
     left join parcels p on p.id = o.parcel_id
     left join messages m on m.id = p.message_id
     left join incidents i on i.id = coalesce(o.incident_id, a.incident_id, m.incident_id)
     left join postponed_deliveries d on d.id = o.delivery_id
     where o.id = any($1::uuid[]) and coalesce(i.trace, d.trace) is not null`,
    [ids],
  );
}
