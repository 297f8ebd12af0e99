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

/** The events that fit within the blocks `from` to `to` and come before an event, newest first. */
export function selectEventsBefore(
  db: Queryable,
  filter: EventFilter,
  from: bigint,
  before: Pick<BrowsedEvent, "seq" | "position">,
  limit: number,
): Promise<BrowsedEvent[]> {
  return db.query<BrowsedEvent>(
    `select b.seq, b.at, e.position, e.incident_id, e.actor, e.action, e.detail
     from audit_blocks b join audit_events e on e.block = b.id
     where b.seq between $1 and $2 and (b.seq < $2 or e.position < $3)
       and ($4::text is null or e.actor = $4) and ($5::text is null or e.action = $5) and ($6::uuid is null or e.incident_id = $6)
     order by b.seq desc, e.position desc limit $7`,
    [from.toString(), before.seq, before.position, filter.actor, filter.action, filter.incident, limit],
  );
}

/** The newest events that fit within the blocks `from` to `to`: what is looked at is bounded, however rare they are. */
export function selectEvents(db: Queryable, filter: EventFilter, from: bigint, to: bigint, limit: number): Promise<BrowsedEvent[]> {
  return db.query<BrowsedEvent>(
    `select b.seq, b.at, e.position, e.incident_id, e.actor, e.action, e.detail
     from audit_blocks b join audit_events e on e.block = b.id
     where b.seq between $1 and $2
       and ($3::text is null or e.actor = $3) and ($4::text is null or e.action = $4) and ($5::uuid is null or e.incident_id = $5)
     order by b.seq desc, e.position desc limit $6`,
    [from.toString(), to.toString(), filter.actor, filter.action, filter.incident, limit],
  );
}
