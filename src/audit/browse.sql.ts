import type { Queryable } from "../db/database.ts";

/** What the events of a page are narrowed to; null does not narrow. */
export interface EventFilter {
  readonly actor: string | null;
  readonly action: string | null;
  readonly incident: string | null;
}

export interface BrowsedEvent {
  readonly seq: string;
  readonly at: Date;
  readonly position: number;
  readonly incident_id: string | null;
  readonly actor: string;
  readonly action: string;
  readonly detail: string | null;
}

/** A place in the trail, between two events. */
export type EventPosition = Pick<BrowsedEvent, "seq" | "position">;

// Each block's events are found by its id, whatever the planner thinks of the filter; those of one incident have an index.
const OF_BLOCKS = `(select seq, id, at from audit_blocks where seq between $1 and $2) b
     cross join lateral (
       select * from audit_events e
       where e.block = b.id and ($4::text is null or e.actor = $4) and ($5::text is null or e.action = $5) and (b.seq < $2 or e.position < $3)
         and $6::uuid is null
       order by e.position desc offset 0
     ) e`;
const OF_INCIDENT = `(select * from audit_events where incident_id = $6::uuid and ($4::text is null or actor = $4) and ($5::text is null or action = $5)) e
     cross join lateral (select seq, at from audit_blocks b where b.id = e.block and b.seq between $1 and $2 and (b.seq < $2 or e.position < $3) offset 0) b`;

/** The events that fit within the blocks from `from` on and come before a place, newest first. */
export function selectEventsBefore(
  db: Queryable,
  filter: EventFilter,
  from: bigint,
  before: EventPosition,
  limit: number,
): Promise<BrowsedEvent[]> {
  return db.query<BrowsedEvent>(
    `select b.seq, b.at, e.position, e.incident_id, e.actor, e.action, e.detail
     from ${filter.incident === null ? OF_BLOCKS : OF_INCIDENT}
     order by b.seq desc, e.position desc limit $7`,
    [from.toString(), before.seq, before.position, filter.actor, filter.action, filter.incident, limit],
  );
}
