import type { Transaction } from "../db/database.ts";

export interface OldBlock {
  readonly id: string;
  readonly seq: string;
  /** In hex. */
  readonly hash: string;
  /** Older than asked for, told to whoever is told by machine, and not the last one, from which the chain goes on. */
  readonly over: boolean;
  readonly events: number;
}

/** The first blocks that are left, in order. One process at a time: for another there is nothing. */
export function selectFirstBlocks(tx: Transaction, days: number, limit: number): Promise<OldBlock[]> {
  return tx.query<OldBlock>(
    `with start as (select seq from audit_start for update skip locked)
     select b.id, b.seq, encode(b.hash, 'hex') as hash,
            b.at < now() - make_interval(days => $1) and b.seq <= (select seq from outgoing_progress)
              and b.seq < (select max(seq) from audit_blocks) as over,
            (select count(*) from audit_events e where e.block = b.id)::int as events
     from start cross join lateral (select * from audit_blocks where seq > start.seq order by seq limit $2) b
     order by b.seq`,
    [days, limit],
  );
}

/** Lets the trail begin after `last`, and drops what comes before: the database lets nothing else go. */
export function dropBlocks(tx: Transaction, ids: readonly string[], last: Pick<OldBlock, "hash" | "seq">): void {
  tx.send("update audit_start set seq = $1, hash = decode($2, 'hex')", [last.seq, last.hash]);
  tx.send("delete from audit_events where block = any($1::uuid[])", [ids]);
  tx.send("delete from audit_blocks where seq <= $1", [last.seq]);
}
