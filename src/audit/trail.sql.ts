import type { Queryable, Transaction } from "../db/database.ts";
import type { CommittedEvent } from "./chain.ts";

/** Writes events of a block, the first of them at position `first`. */
export function insertEvents(tx: Transaction, block: string, first: number, events: readonly CommittedEvent[]): void {
  tx.send(
    `insert into audit_events (block, position, incident_id, actor, action, commitment, salt, detail)
     select $1::uuid, $2::int + e.ordinality - 1, e.incident_id, e.actor, e.action, decode(e.commitment, 'hex'), decode(e.salt, 'hex'), e.detail
     from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       with ordinality as e (incident_id, actor, action, commitment, salt, detail, ordinality)`,
    [
      block,
      first,
      events.map((event) => event.incidentId),
      events.map((event) => event.actor),
      events.map((event) => event.action),
      events.map((event) => event.commitment),
      events.map((event) => event.salt),
      events.map((event) => event.detail),
    ],
  );
}

export function sealBlock(tx: Transaction, block: string, root: string): void {
  tx.send("select audit_seal($1, decode($2, 'hex'))", [block, root]);
}

/** A block of the trail and its hash in hex: what has to be kept elsewhere to notice that the trail was cut at its end. */
export interface Head {
  readonly seq: string;
  readonly hash: string;
}

/** The last block; while there is none, the place where the first one goes. */
export async function readHead(db: Queryable): Promise<Head> {
  const [head] = await db.query<Head>("select seq, encode(hash, 'hex') as hash from audit_blocks order by seq desc limit 1");
  return head ?? (await readStart(db));
}

/** The last block that was dropped from the trail's beginning; 0 while none was. */
export async function readStart(db: Queryable): Promise<Head> {
  const [start] = await db.query<Head>("select seq, encode(hash, 'hex') as hash from audit_start");
  return start!;
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
  position: number;
  incident_id: string | null;
  actor: string;
  action: string;
  commitment: string;
  salt: string | null;
  detail: string | null;
}

/** The events of some blocks that follow `after`, in their order within each block. */
export function readEvents(
  db: Queryable,
  blocks: readonly string[],
  after: Pick<EventRow, "block" | "position"> | null,
  limit: number,
): Promise<EventRow[]> {
  return db.query<EventRow>(
    `select block, position, incident_id, actor, action, encode(commitment, 'hex') as commitment, encode(salt, 'hex') as salt, detail
     from audit_events
     where block = any($1::uuid[]) and ($2::uuid is null or (block, position) > ($2::uuid, $3::int))
     order by block, position limit $4`,
    [blocks, after?.block ?? null, after?.position ?? null, limit],
  );
}

export interface TimelineRow {
  at: Date;
  actor: string;
  action: string;
  detail: string | null;
}

/** What happened to an incident: all of it, or how it began and the newest where that is more than 1,000 events. */
export function readTimeline(db: Queryable, incidentId: string): Promise<TimelineRow[]> {
  return db.query<TimelineRow>(
    `select at, actor, action, detail from (
       select b.seq, b.at, e.position, e.actor, e.action, e.detail,
         row_number() over (order by b.seq, e.position) as n, count(*) over () as all_of_them
       from (select * from audit_events where incident_id = $1) e
       cross join lateral (select seq, at from audit_blocks where id = e.block offset 0) b
     ) numbered where n <= 100 or n > all_of_them - 900 order by seq, position`,
    [incidentId],
  );
}

/** Forgets what the events of these incidents tell about where a token was seen; the chain stays whole. */
export function forgetDetails(tx: Transaction, incidentIds: readonly string[]): void {
  tx.send(
    `update audit_events set detail = null, salt = null
     where incident_id = any($1::uuid[]) and action in ('incident.reported', 'incident.reported_again') and detail is not null`,
    [incidentIds],
  );
}
