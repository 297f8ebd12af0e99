import type { Queryable, Transaction } from "../db/database.ts";
import type { CommittedEvent } from "./chain.ts";

const INSERT_EVENTS = `insert into audit_events (block, position, incident_id, actor, action, commitment, salt, detail)
     select $1::uuid, $2::int + e.ordinality - 1, e.incident_id, e.actor, e.action, decode(e.commitment, 'hex'), decode(e.salt, 'hex'), e.detail
     from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       with ordinality as e (incident_id, actor, action, commitment, salt, detail, ordinality)`;

function eventParams(block: string, first: number, events: readonly CommittedEvent[]): unknown[] {
  return [
    block,
    first,
    events.map((event) => event.incidentId),
    events.map((event) => event.actor),
    events.map((event) => event.action),
    events.map((event) => event.commitment),
    events.map((event) => event.salt),
    events.map((event) => event.detail),
  ];
}

export async function insertEvents(tx: Transaction, block: string, first: number, events: readonly CommittedEvent[]): Promise<void> {
  await tx.query(INSERT_EVENTS, eventParams(block, first, events));
}

/** Writes the events of a small block and seals it, in one round trip. */
export async function insertAndSeal(tx: Transaction, block: string, events: readonly CommittedEvent[], root: string): Promise<void> {
  await tx.query(
    `with written as (
       ${INSERT_EVENTS}
     )
     select audit_seal($1, decode($9, 'hex'))`,
    [...eventParams(block, 0, events), root],
  );
}

export async function sealBlock(tx: Transaction, block: string, root: string): Promise<void> {
  await tx.query("select audit_seal($1, decode($2, 'hex'))", [block, root]);
}

export interface BlockRow {
  seq: string;
  id: string;
  at_us: string;
  root: Buffer;
  hash: Buffer;
}

export function readBlocks(db: Queryable, after: bigint, limit: number): Promise<BlockRow[]> {
  return db.query<BlockRow>(
    `select seq, id, (extract(epoch from at) * 1000000)::bigint as at_us, root, hash
     from audit_blocks where seq > $1 order by seq limit $2`,
    [after.toString(), limit],
  );
}

export interface EventRow {
  block: string;
  incident_id: string | null;
  actor: string;
  action: string;
  commitment: string;
  salt: string | null;
  detail: string | null;
}

export function readEvents(db: Queryable, blocks: readonly string[]): Promise<EventRow[]> {
  return db.query<EventRow>(
    `select block, incident_id, actor, action, encode(commitment, 'hex') as commitment, encode(salt, 'hex') as salt, detail
     from audit_events where block = any($1::uuid[]) order by block, position`,
    [blocks],
  );
}

export interface TimelineRow {
  at: Date;
  actor: string;
  action: string;
  detail: string | null;
}

export function readTimeline(db: Queryable, incidentId: string): Promise<TimelineRow[]> {
  return db.query<TimelineRow>(
    `select b.at, e.actor, e.action, e.detail
     from audit_events e join audit_blocks b on b.id = e.block
     where e.incident_id = $1 order by b.seq, e.position limit 1000`,
    [incidentId],
  );
}

/** Forgets what the events of these incidents tell about where a token was seen; the chain stays whole. */
export async function forgetDetails(tx: Transaction, incidentIds: readonly string[]): Promise<void> {
  await tx.query(
    `update audit_events set detail = null, salt = null
     where incident_id = any($1::uuid[]) and action in ('incident.reported', 'incident.reported_again') and detail is not null`,
    [incidentIds],
  );
}
