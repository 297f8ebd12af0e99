import { type Curve, readKeyDocument } from "./key-document.ts";
import type { KnownKeys } from "./key-set.ts";

/** Keys of one source as they outlive the process. Times are spans, so that processes whose clocks differ understand each other. */
export interface KeptKeys {
  /** Where they were listed: the keys of another list are not this one's. */
  readonly url: string;
  /** As `readKeyDocument` takes it. */
  readonly document: string;
  readonly etag: string | null;
  /** By identifier, how many milliseconds before the confirmation a key was seen to retire. */
  readonly retired: Readonly<Record<string, number>>;
}

/** Where the keys of one source are kept. Either may fail: the endpoint is asked then. */
export interface KeyMemory {
  /** With the milliseconds since they were confirmed; null when there are none. */
  recall(): Promise<(KeptKeys & { readonly ageMs: number }) | null>;
  /** They were confirmed just now. */
  keep(keys: KeptKeys): Promise<void>;
}

/** The document that lists these keys, and what it does not say of them. */
export function written(keys: KnownKeys, confirmedAt: number): Pick<KeptKeys, "document" | "retired"> {
  const listed = Array.from(keys, ([id, { current, key }]) => ({
    key_identifier: id,
    // One that cannot be used is none when it is read again, either.
    key: key?.export({ type: "spki", format: "pem" }) ?? "",
    is_current: current,
  }));
  const retired = [...keys].flatMap(([id, { retiredAt }]) => (retiredAt === null ? [] : [[id, confirmedAt - retiredAt] as const]));
  return { document: JSON.stringify({ public_keys: listed }), retired: Object.fromEntries(retired) };
}

/** @throws KeyDocumentError */
export function readBack({ document, retired }: KeptKeys, confirmedAt: number, curves: readonly Curve[]): KnownKeys {
  const ago = new Map(Object.entries(retired));
  const listed = readKeyDocument(Buffer.from(document), curves);
  return new Map(Array.from(listed, ([id, key]) => [id, { ...key, retiredAt: ago.has(id) ? confirmedAt - ago.get(id)! : null }]));
}
