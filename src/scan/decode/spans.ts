/** Stretches that do not overlap. */
export class DisjointSpans {
  /** Ascending. */
  #starts: number[] = [];
  #ends: number[] = [];

  /** False, and nothing is added, when it overlaps one that is there. */
  add(start: number, end: number): boolean {
    const at = this.#firstBehind(start);
    const overlaps = (at > 0 && this.#ends[at - 1]! > start) || (at < this.#starts.length && this.#starts[at]! < end);
    if (overlaps) return false;
    this.#starts.splice(at, 0, start);
    this.#ends.splice(at, 0, end);
    return true;
  }

  /** Leaves out those that end before. True when none is left. */
  forget(before: number): boolean {
    const kept = this.#ends.findIndex((end) => end > before);
    this.#starts = kept < 0 ? [] : this.#starts.slice(kept);
    this.#ends = kept < 0 ? [] : this.#ends.slice(kept);
    return kept < 0;
  }

  /** How many begin at `start` or before. */
  #firstBehind(start: number): number {
    let low = 0;
    for (let high = this.#starts.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
