import type { Queryable, Transaction } from "../db/database.ts";
import { chunks, groupBy } from "../kernel/collections.ts";
import { uuidv7 } from "../kernel/ids.ts";
import { blockHash, commit, commitmentOf, rootOf } from "./chain.ts";
import type { AuditEvent } from "./event.ts";
import { type BlockRow, type EventRow, insertAndSeal, insertEvents, readBlocks, readEvents, sealBlock } from "./trail.sql.ts";

const INSERT_CHUNK = 5_000;

// Sealing holds the chain's lock: only events that are written in no time are written together with it.
const SMALL_BLOCK = 200;

/**
 * Appends one block with these events. Call it last in a transaction: sealing takes the chain's lock,
 * which is held until the commit.
 */
export async function appendAudit(tx: Transaction, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  const block = uuidv7();
  const committed = commit(events);
  const root = rootOf(committed);
  if (committed.length <= SMALL_BLOCK) {
    await insertAndSeal(tx, block, committed, root);
    return;
  }
  let first = 0;
  for (const chunk of chunks(committed, INSERT_CHUNK)) {
    await insertEvents(tx, block, first, chunk);
    first += chunk.length;
  }
  await sealBlock(tx, block, root);
}

export interface TrailReport {
  readonly blocks: number;
  readonly events: number;
  /** What does not hold, the first few; empty when the trail is whole. */
  readonly faults: readonly string[];
}

const VERIFY_CHUNK = 200;
const MAX_FAULTS = 20;

/** Recomputes the whole chain from the rows, in bounded memory. */
export async function verifyTrail(db: Queryable): Promise<TrailReport> {
  const faults: string[] = [];
  let previous = Buffer.alloc(0);
  let seq = 0n;
  let events = 0;
  for (;;) {
    const blocks = await readBlocks(db, seq, VERIFY_CHUNK);
    if (blocks.length === 0 || faults.length >= MAX_FAULTS) return { blocks: Number(seq), events, faults };
    const byBlock = groupBy(
      await readEvents(
        db,
        blocks.map((block) => block.id),
      ),
      (event) => event.block,
    );
    for (const block of blocks) {
      const rows = byBlock.get(block.id) ?? [];
      faults.push(...faultsOf(block, rows, seq + 1n, previous));
      previous = Buffer.from(block.hash);
      seq = BigInt(block.seq);
      events += rows.length;
    }
  }
}

function faultsOf(block: BlockRow, rows: readonly EventRow[], expectedSeq: bigint, previous: Buffer): string[] {
  const faults: string[] = [];
  if (BigInt(block.seq) !== expectedSeq) faults.push(`block ${expectedSeq} is missing`);
  const root = rootOf(rows.map((row) => ({ ...row, incidentId: row.incident_id })));
  if (root !== block.root.toString("hex")) faults.push(`block ${block.seq}: its events were changed`);
  if (!blockHash(previous, BigInt(block.seq), BigInt(block.at_us), block.root).equals(block.hash)) {
    faults.push(`block ${block.seq}: its hash does not follow from the block before`);
  }
  for (const row of rows) {
    if (row.salt !== null && row.detail !== null && commitmentOf(row.salt, row.detail) !== row.commitment) {
      faults.push(`block ${block.seq}: the detail of an event (${row.action}) was changed`);
    }
  }
  return faults;
}
