import type { Queryable } from "../../db/database.ts";

/** Between two entries of the feed: the block of the audit trail, and the event's position in it. */
export interface FeedPosition {
  readonly block: bigint;
  readonly event: number;
}

export interface RevocationRow {
  block: string;
  event: number;
  kind: "revoked" | "restored";
  tokenId: string;
  issuer: string;
  format: string;
  at: Date;
}

/** Behind every event of a block. */
export const LAST_EVENT = 2_147_483_647;

/**
 * What follows `after`, in the order of the commits: blocks are sealed one after the other, each right before its commit,
 * so nothing can appear behind an entry that was read. A suspended token is not valid either; of one without an id nobody
 * could be told which it is.
 */
export function selectRevocations(db: Queryable, after: FeedPosition, limit: number): Promise<RevocationRow[]> {
  return db.query<RevocationRow>(
    `select b.seq as block, e.position as event, case e.action when 'incident.restored' then 'restored' else 'revoked' end as kind,
            i.token_id as "tokenId", i.issuer, i.format, b.at
     from audit_blocks b
     join audit_events e on e.block = b.id and e.action in ('incident.revoked', 'incident.suspended', 'incident.restored')
     join incidents i on i.id = e.incident_id and i.token_id is not null
     where b.seq >= $1 and (b.seq > $1 or e.position > $2)
     order by b.seq, e.position limit $3`,
    [after.block.toString(), after.event, limit],
  );
}

/** The last block that was dropped from the beginning of the trail; 0 while it is whole. */
export async function lastDropped(db: Queryable): Promise<bigint> {
  const [row] = await db.query<{ seq: string }>("select seq from audit_start");
  return BigInt(row!.seq);
}

/** The newest block: while it stays the same, the feed has nothing new. */
export async function newestBlock(db: Queryable): Promise<bigint> {
  const [row] = await db.query<{ seq: string }>("select coalesce(max(seq), 0) as seq from audit_blocks");
  return BigInt(row!.seq);
}
