import type { Queryable, Transaction } from "../db/database.ts";
import type { EventType, TrailEvent } from "./event.ts";

/** A place in the audit trail: a block and an event in it. */
export interface Place {
  readonly seq: string;
  readonly position: number;
}

/** Locks the progress; null when another process is at it. */
export async function lockProgress(tx: Transaction): Promise<Place | null> {
  return (await tx.query<Place>("select seq, position from outgoing_progress for update skip locked"))[0] ?? null;
}

export async function saveProgress(tx: Transaction, { position, seq }: Place): Promise<void> {
  await tx.query("update outgoing_progress set seq = $1, position = $2", [seq, position]);
}

/** The last block: blocks are sealed in the order of their commits, so none before it is still to come. */
export async function readHead(db: Queryable): Promise<string> {
  return (await db.query<{ seq: string }>("select coalesce(max(seq), 0) as seq from audit_blocks"))[0]!.seq;
}

export interface Subscriber {
  readonly id: string;
  readonly events: readonly EventType[];
}

export function selectSubscribers(db: Queryable): Promise<Subscriber[]> {
  return db.query<Subscriber>("select id, events from endpoints where disabled_at is null");
}

type TrailRow = Place & TrailEvent;

/** Events of incidents after `after`, up to the block `head`, with their incidents as they are now. */
export function readTrail(db: Queryable, after: Place, head: string, actions: readonly string[], limit: number): Promise<TrailRow[]> {
  return db.query<TrailRow>(
    `select b.seq, e.position, b.at, e.action, e.detail,
            json_build_object('id', i.id, 'state', i.state, 'verdict', i.verdict, 'format', i.format, 'issuer', i.issuer,
              'token_id', i.token_id, 'token_name', i.token_name, 'token_hint', i.token_hint, 'source', i.source,
              'reported_at', to_char(i.reported_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'revoked_at', to_char(i.revoked_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'attention_reason', i.attention_reason) as incident
     from audit_blocks b join audit_events e on e.block = b.id join incidents i on i.id = e.incident_id
     where b.seq between $1 and $3 and (b.seq > $1 or e.position > $2) and e.action = any($4)
     order by b.seq, e.position limit $5`,
    [after.seq, after.position, head, actions, limit],
  );
}
