import type { Queryable, Transaction } from "../db/database.ts";
import { uuidv7 } from "../kernel/ids.ts";
import { BlockRoot, commit } from "./chain.ts";
import { TrailChecks } from "./checks.ts";
import type { AuditEvent } from "./event.ts";
import { type EventRow, type Head, insertEvents, readBlocks, readEvents, readStart, sealBlock } from "./trail.sql.ts";

/** Appends one block with these events. Call it last in a transaction: see `AuditBlock.seal`. */
export function appendAudit(tx: Transaction, events: readonly AuditEvent[]): void {
  if (events.length === 0) return;
  const block = new AuditBlock(tx);
  block.append(events);
  block.seal();
}

/** What one transaction adds to the trail. Events are written as they come: a large delivery has more of them than memory should hold. */
export class AuditBlock {
  readonly #tx: Transaction;
  readonly #id = uuidv7();
  readonly #root = new BlockRoot();

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  append(events: readonly AuditEvent[]): void {
    if (events.length === 0) return;
    const committed = commit(events);
    insertEvents(this.#tx, this.#id, this.#root.count, committed);
    for (const event of committed) this.#root.add(event);
  }

  /** Chains the block to the one before. Sealing takes the chain's lock, which is held until the commit: it comes last. */
  seal(): void {
    if (this.#root.count > 0) sealBlock(this.#tx, this.#id, this.#root.digest());
  }
}

export interface TrailReport {
  /** How many there are; those that were dropped are not counted. */
  readonly blocks: number;
  readonly events: number;
  /** Up to which block the trail was dropped; "0": it is there from its beginning. */
  readonly droppedThrough: string;
  readonly head: Head;
  /** What does not hold, the first few; empty when the trail is whole. */
  readonly faults: readonly string[];
}

const BLOCKS_AT_ONCE = 200;
const EVENTS_AT_ONCE = 5_000;
const MAX_FAULTS = 20;

/**
 * Recomputes the whole chain from the rows; however large a block is, few of its events are in memory at once.
 *
 * @param kept a head that was kept elsewhere: the trail has to hold it still
 */
export async function verifyTrail(db: Queryable, kept: Head | null = null): Promise<TrailReport> {
  const start = await readStart(db);
  const checks = new TrailChecks(start, kept);
  let head = start;
  let events = 0;
  for (;;) {
    const blocks = await readBlocks(db, BigInt(head.seq), BLOCKS_AT_ONCE);
    if (blocks.length === 0 || checks.faults.length >= MAX_FAULTS) break;
    const roots = new Map(blocks.map(({ id }) => [id, new BlockRoot()]));
    for await (const row of eventsOf(db, [...roots.keys()])) {
      roots.get(row.block)!.add({ ...row, incidentId: row.incident_id });
      checks.event(row);
      events += 1;
    }
    for (const block of blocks) {
      checks.block(block, roots.get(block.id)!.digest(), head);
      head = { seq: block.seq, hash: block.hash.toString("hex") };
    }
  }
  checks.end(head);
  return { blocks: Number(BigInt(head.seq) - BigInt(start.seq)), events, droppedThrough: start.seq, head, faults: checks.faults };
}

async function* eventsOf(db: Queryable, blocks: readonly string[]): AsyncGenerator<EventRow> {
  for (let last: EventRow | undefined; ; ) {
    const page = await readEvents(db, blocks, last ?? null, EVENTS_AT_ONCE);
    yield* page;
    last = page.at(-1);
    if (last === undefined) return;
  }
}
