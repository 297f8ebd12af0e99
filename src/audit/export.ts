import type { Queryable } from "../db/database.ts";
import { type BrowsedEvent, type EventFilter, selectEventsBefore } from "./browse.sql.ts";
import { readHead, readStart } from "./trail.sql.ts";

const BLOCKS_AT_ONCE = 5_000n;
const EVENTS_AT_ONCE = 500;

/** Every event that fits, newest first, up to the beginning of the trail: few are in memory at once, and no statement looks at more than 5,000 blocks. */
export async function* everyEvent(db: Queryable, filter: EventFilter): AsyncGenerator<readonly BrowsedEvent[]> {
  const [head, start] = await Promise.all([readHead(db), readStart(db)]);
  let before = { seq: (BigInt(head.seq) + 1n).toString(), position: 0 };
  while (BigInt(before.seq) > BigInt(start.seq)) {
    const from = BigInt(before.seq) - BLOCKS_AT_ONCE;
    const events = await selectEventsBefore(db, filter, from, before, EVENTS_AT_ONCE);
    if (events.length > 0) yield events;
    const last = events.length === EVENTS_AT_ONCE ? events.at(-1) : undefined;
    // The block `from` was looked at whole.
    before = last ?? { seq: from.toString(), position: 0 };
  }
}
