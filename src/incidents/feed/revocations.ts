import type { Queryable } from "../../db/database.ts";
import { AppError, messageOf } from "../../kernel/errors.ts";
import type { Logger } from "../../kernel/log.ts";
import { type FeedPosition, LAST_EVENT, lastDropped, type RevocationRow, selectRevocations } from "./revocations.sql.ts";
import { TrailWatch } from "./trail-watch.ts";

/** A token that stopped or began to be valid again. `cursor` is where to go on after it. */
export interface Revocation {
  readonly id: string;
  readonly event: "revoked" | "restored";
  readonly issuer: string;
  readonly format: string;
  readonly at: Date;
  readonly cursor: string;
}

const BEGINNING: FeedPosition = { block: 0n, event: -1 };
const CURSOR = /^(\d{1,18})-(\d{1,9})$/u;

/**
 * Up to `limit` entries after a cursor, from the beginning without one or with an empty one.
 * @throws AppError `invalid_request` for a cursor that is none, `gone` where some of what follows it may be forgotten
 */
export async function revocationsAfter(db: Queryable, cursor: string | null, limit: number): Promise<Revocation[]> {
  const position = positionOf(cursor);
  const rows = await selectRevocations(db, position, limit);
  // After the reading: what was dropped meanwhile would leave a gap that nobody sees.
  await assertKept(db, position);
  return rows.map(entry);
}

async function assertKept(db: Queryable, position: FeedPosition): Promise<void> {
  if (position !== BEGINNING && position.block < (await lastDropped(db))) {
    throw new AppError(
      "gone",
      "after: what followed this cursor is older than the history that is kept (HISTORY_DAYS), and tokens that were restored or revoked then may be missing. Forget what you have and begin without a cursor.",
    );
  }
}

function positionOf(cursor: string | null): FeedPosition {
  if (cursor === null || cursor === "") return BEGINNING;
  const [, block, event] = CURSOR.exec(cursor) ?? [];
  if (block === undefined || event === undefined) {
    throw new AppError("invalid_request", "after: not a cursor of this feed; leave it out to begin at the oldest revocation");
  }
  return { block: BigInt(block), event: Number(event) };
}

function entry({ at, block, event, format, issuer, kind, tokenId }: RevocationRow): Revocation {
  return { id: tokenId, event: kind, issuer, format, at, cursor: `${block}-${event}` };
}

export interface Follower {
  /** Takes entries in order; resolves when it is ready for more. */
  take(entries: readonly Revocation[]): Promise<void>;
  /** Nothing more will come from this process. */
  end(): void;
}

const LOOK_MS = 100;
const PAGE = 500;

/** Tells followers what is new, within a tenth of a second of its commit, whichever process made it. */
export class RevocationFeed {
  readonly #db: Queryable;
  readonly #log: Logger;
  readonly #watch: TrailWatch;
  readonly #readers = new Set<Reader>();

  constructor(db: Queryable, log: Logger) {
    this.#db = db;
    this.#log = log;
    this.#watch = new TrailWatch(db, log, LOOK_MS);
  }

  get followers(): number {
    return this.#readers.size;
  }

  /** Whether all that follows the cursor is still there. @throws as `revocationsAfter` */
  async assertKept(cursor: string | null): Promise<void> {
    await assertKept(this.#db, positionOf(cursor));
  }

  /** Everything after `cursor`, then what comes; answers how to stop. @throws AppError `invalid_request` for a cursor that is none */
  follow(cursor: string | null, follower: Follower): () => void {
    const reader = new Reader(this.#db, positionOf(cursor), follower);
    this.#readers.add(reader);
    const stop = this.#watch.listen((newest) => void this.#read(reader, newest));
    void this.#read(reader, 0n);
    return () => {
      this.#readers.delete(reader);
      stop();
    };
  }

  /** Sends all followers away: they go on with another process where they were. */
  close(): void {
    for (const { follower } of this.#readers) follower.end();
  }

  async #read(reader: Reader, newest: bigint): Promise<void> {
    try {
      await reader.read(newest);
    } catch (error) {
      // Whatever it missed is read again with the next news.
      this.#watch.again();
      this.#log.warn({ error: messageOf(error) }, "the revocation feed cannot be read; it tries again");
    }
  }
}

class Reader {
  readonly #db: Queryable;
  readonly follower: Follower;
  #position: FeedPosition;
  #wanted = 0n;
  #isReading = false;

  constructor(db: Queryable, position: FeedPosition, follower: Follower) {
    this.#db = db;
    this.#position = position;
    this.follower = follower;
  }

  /** Reads on, up to the block `newest` at least; what is wanted while a slow follower takes its time is read after that. */
  async read(newest: bigint): Promise<void> {
    if (newest > this.#wanted) this.#wanted = newest;
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      let upTo: bigint;
      do {
        upTo = this.#wanted;
        await this.#readOn();
        // However long nothing is revoked, no block is looked through twice.
        this.#goOnFrom({ block: upTo, event: LAST_EVENT });
      } while (this.#wanted > upTo);
    } finally {
      this.#isReading = false;
    }
  }

  async #readOn(): Promise<void> {
    for (let full = true; full; ) {
      const page = await selectRevocations(this.#db, this.#position, PAGE);
      if (page.length > 0) await this.follower.take(page.map(entry));
      for (const { block, event } of page.slice(-1)) this.#goOnFrom({ block: BigInt(block), event });
      full = page.length === PAGE;
    }
  }

  #goOnFrom(position: FeedPosition): void {
    const { block, event } = this.#position;
    if (position.block > block || (position.block === block && position.event > event)) this.#position = position;
  }
}
