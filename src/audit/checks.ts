import { blockHash, commitmentOf } from "./chain.ts";
import type { BlockRow, EventRow, Head } from "./trail.sql.ts";

/** What has to hold of a trail, looked at row by row. */
export class TrailChecks {
  readonly faults: string[] = [];
  readonly #start: Head;
  readonly #kept: Head | null;
  /** Whether the trail itself says that it begins where it begins. */
  #startConfirmed: boolean;

  constructor(start: Head, kept: Head | null) {
    this.#start = start;
    this.#kept = kept;
    this.#startConfirmed = start.seq === "0";
    this.#compareKept(start);
  }

  event({ action, block, commitment, detail, salt }: EventRow): void {
    if (salt !== null && detail !== null && commitmentOf(salt, detail) !== commitment) {
      this.faults.push(`the detail of an event (${action}) was changed, in the block ${block}`);
    } else if (action === "trail.dropped" && detail !== null) {
      const { hash, through } = JSON.parse(detail) as { hash?: unknown; through?: unknown };
      this.#startConfirmed ||= through === this.#start.seq && hash === this.#start.hash;
    }
  }

  block(block: BlockRow, root: string, previous: Head): void {
    const { at_us, hash, seq } = block;
    const expected = BigInt(previous.seq) + 1n;
    if (BigInt(seq) !== expected) this.faults.push(`block ${expected} is missing`);
    if (root !== block.root.toString("hex")) this.faults.push(`block ${seq}: its events were changed`);
    if (!blockHash(Buffer.from(previous.hash, "hex"), BigInt(seq), BigInt(at_us), block.root).equals(hash)) {
      this.faults.push(`block ${seq}: its hash does not follow from the block before`);
    }
    this.#compareKept({ seq, hash: hash.toString("hex") });
  }

  end(head: Head): void {
    if (!this.#startConfirmed) {
      this.faults.push(`the blocks up to ${this.#start.seq} are missing, and no event of the trail says that they were dropped`);
    }
    if (this.#kept === null) return;
    const kept = BigInt(this.#kept.seq);
    if (kept > BigInt(head.seq))
      this.faults.push(`the trail ends with block ${head.seq}, and block ${kept} was there once: its end was cut off`);
    if (kept < BigInt(this.#start.seq)) {
      this.faults.push(`block ${kept} was dropped since, as HISTORY_DAYS says: compare with a newer head`);
    }
  }

  #compareKept({ hash, seq }: Head): void {
    if (this.#kept?.seq === seq && this.#kept.hash !== hash) {
      this.faults.push(`block ${seq} has another hash than it had: the trail was written anew from there or before`);
    }
  }
}
