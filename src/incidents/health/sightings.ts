import type { RefusalReason } from "../../sources/source.ts";

/** What one process saw of a source since it last said so. Times are of nobody's clock: the database's counts. */
export interface Sighting {
  /** Whether a genuine delivery came. */
  genuine: boolean;
  /** Deliveries refused since the last genuine one. */
  refused: number;
  /** Those of them that carried no proof at all, as whoever knocks at every door sends. */
  proofless: number;
  refusal: RefusalReason | null;
  /** Whether a record held a token of a known format. */
  matched: boolean;
  /** Records since the last that did. */
  unmatched: number;
}

/** Collects sightings until they are taken. Bounded by the number of sources. */
export class Sightings {
  #bySource = new Map<string, Sighting>();

  genuine(source: string): void {
    Object.assign(this.#of(source), { genuine: true, refused: 0, proofless: 0 });
  }

  refused(source: string, reason: RefusalReason): void {
    const sighting = this.#of(source);
    sighting.refused += 1;
    if (reason === "missing_header") sighting.proofless += 1;
    sighting.refusal = reason;
  }

  /** The records of one accepted delivery, and how many of them held a token of a known format. */
  records(source: string, records: number, matched: number): void {
    const sighting = this.#of(source);
    if (matched > 0) Object.assign(sighting, { matched: true, unmatched: 0 });
    else sighting.unmatched += records;
  }

  /** All of them; from then on it collects anew. */
  take(): Map<string, Sighting> {
    const taken = this.#bySource;
    this.#bySource = new Map();
    return taken;
  }

  /** Puts back what could not be told: what came since is newer. */
  putBack(source: string, old: Sighting): void {
    const newer = this.#bySource.get(source);
    this.#bySource.set(source, newer === undefined ? old : joined(old, newer));
  }

  #of(source: string): Sighting {
    const known = this.#bySource.get(source);
    if (known !== undefined) return known;
    const fresh: Sighting = { genuine: false, refused: 0, proofless: 0, refusal: null, matched: false, unmatched: 0 };
    this.#bySource.set(source, fresh);
    return fresh;
  }
}

function joined(old: Sighting, newer: Sighting): Sighting {
  return {
    genuine: old.genuine || newer.genuine,
    refused: newer.refused + (newer.genuine ? 0 : old.refused),
    proofless: newer.proofless + (newer.genuine ? 0 : old.proofless),
    refusal: newer.refusal ?? old.refusal,
    matched: old.matched || newer.matched,
    unmatched: newer.unmatched + (newer.matched ? 0 : old.unmatched),
  };
}
