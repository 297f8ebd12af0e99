import type { KeyObject } from "node:crypto";
import { type ListedKey, sameKey } from "./key-document.ts";

interface KnownKey extends ListedKey {
  /** When we saw it stop being current; null while it is current, and when we never saw it current. */
  readonly retiredAt: number | null;
}

/** The keys of a source as we came to know them: what its document lists, and since when a key is retired. */
export type KnownKeys = ReadonlyMap<string, KnownKey>;

/** Why a well-formed key document was refused: it contradicts the keys we know. */
export type KeyAlarm = "key_changed" | "no_usable_key";

/** A document that is refused as a whole because accepting it would throw good keys away. */
export class KeyContradiction extends Error {
  override readonly name = "KeyContradiction";
  readonly alarm: KeyAlarm;
  /** What the document says all the same: these identifiers stand for keys that nobody could use. */
  readonly unusable: ReadonlySet<string>;

  constructor(alarm: KeyAlarm, message: string, listed: ReadonlyMap<string, ListedKey>) {
    super(message);
    this.alarm = alarm;
    this.unusable = new Set([...listed].filter(([, { key }]) => key === null).map(([id]) => id));
  }
}

/** The keys after a new document. @throws KeyContradiction when the document contradicts `known` */
export function adopt(listed: ReadonlyMap<string, ListedKey>, known: KnownKeys, now: number): KnownKeys {
  for (const [id, key] of known) {
    const renewed = listed.get(id);
    if (key.key !== null && renewed !== undefined && !sameKey(key, renewed)) {
      throw new KeyContradiction("key_changed", "the document lists a known key identifier with another key", listed);
    }
  }
  if (hasUsable(known) && !hasUsable(listed)) {
    throw new KeyContradiction("no_usable_key", "the document lists no public key any more that may be used", listed);
  }
  return new Map(Array.from(listed, ([id, key]) => [id, { ...key, retiredAt: retiredAt(key, known.get(id), now) }]));
}

export type KeyLookup =
  | { readonly ok: true; readonly key: KeyObject }
  | { readonly ok: false; readonly reason: "unknown_key" | "stale_key" | "unusable_key" };

/** Whether the key may vouch for a delivery: current, or retired before our eyes less than `overlap` milliseconds ago. */
export function judge(known: KnownKey, now: number, overlap: number): KeyLookup {
  if (known.key === null) return { ok: false, reason: "unusable_key" };
  const accepted = known.current || (known.retiredAt !== null && now - known.retiredAt < overlap);
  return accepted ? { ok: true, key: known.key } : { ok: false, reason: "stale_key" };
}

function retiredAt(listed: ListedKey, known: KnownKey | undefined, now: number): number | null {
  if (listed.current || known === undefined) return null;
  return known.current ? now : known.retiredAt;
}

function hasUsable(keys: ReadonlyMap<string, ListedKey>): boolean {
  return [...keys.values()].some(({ key }) => key !== null);
}
