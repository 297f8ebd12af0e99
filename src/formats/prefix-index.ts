import { groupBy } from "../kernel/collections.ts";

const HASHES = 1 << 15;
/** Characters that the first look takes in: no prefix may be shorter. */
const LEAST = 3;

type Entry<T> = readonly [prefix: string, value: T];

/** All prefixes with the same first three characters. */
interface Bucket<T> {
  /** Their different lengths, the longest first. */
  readonly lengths: readonly number[];
  /** What belongs to a prefix, and behind it what belongs to the shorter ones that it begins with. */
  readonly values: ReadonlyMap<string, readonly T[]>;
}

/**
 * Finds where any of many literal texts begins, for a price that does not depend on how many there are: a rolling hash of
 * three characters tells where it is worth looking, and there the texts are looked up, not tried one after the other.
 */
export class PrefixIndex<T> {
  readonly #mayStart = new Uint8Array(HASHES);
  readonly #entries: ReadonlyMap<string, readonly Entry<T>[]>;
  /** Made when they are first looked into: of a thousand prefixes, a text has few. */
  readonly #buckets = new Map<string, Bucket<T>>();

  /** @throws when a prefix has fewer than three characters */
  constructor(entries: readonly Entry<T>[]) {
    for (const [prefix] of entries) {
      if (prefix.length < LEAST) throw new Error(`the prefix "${prefix}" has fewer than ${LEAST} characters`);
      this.#mayStart[hashOf(prefix)] = 1;
    }
    this.#entries = groupBy(entries, ([prefix]) => prefix.slice(0, LEAST));
  }

  /** Where the first prefix at or behind `from` begins; -1 when there is none. */
  next(text: string, from: number): number {
    const mayStart = this.#mayStart;
    let hash = 0;
    for (let i = from; i < text.length; i++) {
      hash = ((hash << 5) ^ text.charCodeAt(i)) & (HASHES - 1);
      if (mayStart[hash] === 1 && i - from >= LEAST - 1 && this.at(text, i - LEAST + 1).length > 0) return i - LEAST + 1;
    }
    return -1;
  }

  /** What belongs to the prefixes that begin at `at`, each once: those of the longest first, among equal ones in the order given. */
  at(text: string, at: number): readonly T[] {
    const bucket = this.#bucket(text.slice(at, at + LEAST));
    if (bucket === null) return [];
    for (const length of bucket.lengths) {
      const values = bucket.values.get(text.slice(at, at + length));
      if (values !== undefined) return values;
    }
    return [];
  }

  #bucket(head: string): Bucket<T> | null {
    const known = this.#buckets.get(head);
    const entries = known === undefined ? this.#entries.get(head) : undefined;
    if (entries === undefined) return known ?? null;
    const bucket = bucketOf(entries);
    this.#buckets.set(head, bucket);
    return bucket;
  }
}

function bucketOf<T>(entries: readonly Entry<T>[]): Bucket<T> {
  const own = groupBy(entries, ([prefix]) => prefix);
  const lengths = [...new Set(entries.map(([prefix]) => prefix.length))].toSorted((a, b) => b - a);
  const valuesOf = (prefix: string): T[] =>
    lengths
      .filter((length) => length <= prefix.length)
      .flatMap((length) => (own.get(prefix.slice(0, length)) ?? []).map(([, value]) => value));
  return { lengths, values: new Map([...own.keys()].map((prefix) => [prefix, [...new Set(valuesOf(prefix))]])) };
}

/** As it rolls: what is more than three characters back has been shifted out. */
function hashOf(prefix: string): number {
  let hash = 0;
  for (let i = 0; i < LEAST; i++) hash = ((hash << 5) ^ prefix.charCodeAt(i)) & (HASHES - 1);
  return hash;
}
