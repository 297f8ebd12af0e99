import type { Queryable } from "../../db/database.ts";
import type { TypedRecord } from "./type-watch.ts";

/** The last thousand places of all sources, the oldest first: what each called the token, and what the token was. */
export async function recentTypes(db: Queryable): Promise<TypedRecord[]> {
  const rows = await db.query<TypedRecord>(
    `select o.source, o.reported_type as type, i.format
     from (select source, reported_type, incident_id, id from occurrences order by id desc limit 1000) o
     join incidents i on i.id = o.incident_id
     where o.reported_type is not null order by o.id`,
  );
  return rows;
}
