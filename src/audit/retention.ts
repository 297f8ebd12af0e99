import type { Database } from "../db/database.ts";
import { dropBlocks, type OldBlock, selectFirstBlocks } from "./retention.sql.ts";
import { appendAudit } from "./trail.ts";

const BLOCKS_AT_ONCE = 500;
const EVENTS_AT_ONCE = 5_000;

/**
 * Drops what is older than `days` from the beginning of the trail, a little at a time. Where it begins then, and with which hash, is an
 * event of the trail itself: whoever verifies it finds there that nothing else is missing. Answers how many events were dropped.
 */
export async function dropOldTrail(db: Database, days: number): Promise<number> {
  for (let total = 0; ; ) {
    const dropped = await db.transaction(async (tx) => {
      const blocks = oldOnes(await selectFirstBlocks(tx, days, BLOCKS_AT_ONCE));
      const last = blocks.at(-1);
      if (last === undefined) return null;
      dropBlocks(
        tx,
        blocks.map(({ id }) => id),
        last,
      );
      const events = blocks.reduce((sum, block) => sum + block.events, 0);
      const detail = { through: last.seq, hash: last.hash, blocks: blocks.length, events };
      appendAudit(tx, [{ action: "trail.dropped", actor: "worker", incidentId: null, detail }]);
      return events;
    });
    if (dropped === null) return total;
    total += dropped;
  }
}

/** From the first on, as many as fit into one transaction; one in any case. */
function oldOnes(blocks: readonly OldBlock[]): readonly OldBlock[] {
  let events = 0;
  const end = blocks.findIndex((block, index) => !block.over || (index > 0 && (events += block.events) > EVENTS_AT_ONCE));
  return end === -1 ? blocks : blocks.slice(0, end);
}
