import { type Caveat, type Decoded, identifierFits, LIMITS, malformed, type Problem } from "../macaroon.ts";

export const VERSION_2 = 2;
export const FIELD = { end: 0, location: 1, identifier: 2, vid: 4, signature: 6 } as const;

const MAX_VARINT_BYTES = 3;

/**
 * The v2 macaroon at the start of `bytes`: TLV fields, whose signature comes last, so that the exact end is known
 * whatever follows. Stricter than its peers: minimal numbers, ascending fields, no location without a vid.
 */
export function decodeV2(bytes: Buffer): Decoded {
  const fields = new FieldReader(bytes);
  const head = readSection(fields);
  if (head === null) return malformed(fields.problem, 2);
  const { location, identifier } = head;
  if (identifier === null || head.vid !== null) return malformed("field_order", 2);
  if (!identifierFits(identifier)) return malformed("identifier", 2);

  const caveats: Caveat[] = [];
  for (;;) {
    const section = readSection(fields);
    if (section === null) return malformed(fields.problem, 2);
    if (section.empty) break;
    if (section.identifier === null) return malformed("field_order", 2);
    if (section.location !== null && section.vid === null) return malformed("caveat_location", 2);
    if (caveats.length === LIMITS.caveats) return malformed("too_many_caveats", 2);
    caveats.push({ id: section.identifier, vid: section.vid, location: section.location });
  }

  const complete = fields.next();
  if (!complete && (fields.problem !== "truncated" || fields.length === NONE)) return malformed(fields.problem, 2);
  if (fields.type !== FIELD.signature) return malformed("field_order", 2);
  if (fields.length !== LIMITS.signatureBytes) return malformed("signature_length", 2);
  const macaroon = { location, identifier, caveats, signature: fields.value };
  return complete ? { ok: true, version: 2, macaroon, end: fields.at } : malformed("truncated", 2, macaroon);
}

interface Section {
  empty: boolean;
  location: Buffer | null;
  identifier: Buffer | null;
  vid: Buffer | null;
}

/** The fields up to the next end mark, in strictly ascending order; null with `fields.problem` set. */
function readSection(fields: FieldReader): Section | null {
  const section: Section = { empty: true, location: null, identifier: null, vid: null };
  let last: number = FIELD.end;
  while (fields.next()) {
    const { type, value } = fields;
    if (type === FIELD.end) return section;
    if (type <= last) return fields.refuse("field_order");
    if (type === FIELD.location) section.location = value;
    else if (type === FIELD.identifier) section.identifier = value;
    else if (type === FIELD.vid) section.vid = value;
    else return fields.refuse("field_order");
    section.empty = false;
    last = type;
  }
  return null;
}

const NONE = -1;
const NOTHING = Buffer.alloc(0);

/** Reads one field after the other, never past the end, and remembers what went wrong. */
class FieldReader {
  readonly #bytes: Buffer;
  /** Where the next field starts. */
  at = 1;
  type = NONE;
  /** The declared length; `value` is shorter when the bytes run out. */
  length = 0;
  value: Buffer = NOTHING;
  problem: Problem = "truncated";

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** False when there is no whole field: `problem` says why. */
  next(): boolean {
    this.length = NONE;
    this.type = this.#varint();
    if (this.type === NONE) return false;
    if (this.type === FIELD.end) return true;
    this.length = this.#varint();
    if (this.length === NONE) return false;
    if (this.length > LIMITS.fieldBytes) {
      this.problem = "field_too_long";
      return false;
    }
    const end = this.at + this.length;
    this.value = this.#bytes.subarray(this.at, end);
    this.at = end;
    return end <= this.#bytes.length;
  }

  refuse(problem: Problem): null {
    this.problem = problem;
    return null;
  }

  /** LEB128, in as few bytes as the number needs: other encodings of it would be other spellings of one macaroon. */
  #varint(): number {
    let value = 0;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.#bytes[this.at];
      if (byte === undefined) return NONE;
      this.at++;
      value |= (byte & 0x7f) << (7 * i);
      if (byte < 0x80) {
        if (byte > 0 || i === 0) return value;
        break;
      }
    }
    this.problem = "number";
    return NONE;
  }
}
