import type { Queryable } from "../db/database.ts";
import { type BrowsedEvent, type EventFilter, selectEvents } from "./browse.sql.ts";
import { readHead, readStart } from "./trail.sql.ts";

const PAGE_BLOCKS = 5_000n;
const PAGE_EVENTS = 200;

export interface EventPage {
  readonly events: readonly BrowsedEvent[];
  /** The blocks that were looked at. */
  readonly from: bigint;
  readonly to: bigint;
  /** Where the page before this one in time begins; null at the end of the trail. */
  readonly older: bigint | null;
}

/**
 * The events that fit, newest first, of at most 5,000 blocks up to the block `before`. A page ends between two blocks; one that
 * alone holds more than a page is cut off, and its incidents tell the rest.
 */
export async function browseTrail(db: Queryable, filter: EventFilter, before: bigint | null): Promise<EventPage> {
  const to = before === null ? BigInt((await readHead(db)).seq) : before - 1n;
  const first = BigInt((await readStart(db)).seq) + 1n;
  const lowest = to - PAGE_BLOCKS + 1n > first ? to - PAGE_BLOCKS + 1n : first;
  const found = await selectEvents(db, filter, lowest, to, PAGE_EVENTS + 1);
  const whole = found.length <= PAGE_EVENTS;
  const last = BigInt(found.at(-1)?.seq ?? lowest);
  const cut = whole || BigInt(found[0]!.seq) === last ? null : last;
  const events = cut === null ? found.slice(0, PAGE_EVENTS) : found.filter(({ seq }) => BigInt(seq) > cut);
  const from = whole ? lowest : cut === null ? last : cut + 1n;
  return { events, from, to, older: from > first ? from : null };
}
