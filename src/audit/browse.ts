import type { Queryable } from "../db/database.ts";
import { type BrowsedEvent, type EventFilter, type EventPosition, selectEventsBefore } from "./browse.sql.ts";
import { readHead, readStart } from "./trail.sql.ts";

const PAGE_BLOCKS = 5_000n;
// A page stays below 150 KB, whatever people write.
const PAGE_EVENTS = 50;

export interface EventPage {
  readonly events: readonly BrowsedEvent[];
  /** The blocks that were looked at. */
  readonly from: bigint;
  readonly to: bigint;
  /** Where the page before this one in time begins; null at the end of the trail. */
  readonly older: EventPosition | null;
}

/** The events that fit and come before one, newest first, of at most 5,000 blocks; those of one incident, however far apart they are. */
export async function browseTrail(db: Queryable, filter: EventFilter, before: EventPosition | null): Promise<EventPage> {
  const start = before ?? { seq: String(BigInt((await readHead(db)).seq) + 1n), position: 0 };
  const end = BigInt(start.seq);
  const first = BigInt((await readStart(db)).seq) + 1n;
  const from = filter.incident !== null || end - PAGE_BLOCKS < first ? first : end - PAGE_BLOCKS;
  const found = await selectEventsBefore(db, filter, from, start, PAGE_EVENTS + 1);
  const events = found.slice(0, PAGE_EVENTS);
  const last = events.at(-1);
  const to = start.position === 0 ? end - 1n : end;
  if (found.length > PAGE_EVENTS && last !== undefined) return { events, from: BigInt(last.seq), to, older: last };
  return { events, from, to, older: from > first ? { seq: String(from), position: 0 } : null };
}
