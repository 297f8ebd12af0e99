/** What MessagePack can say. */
export type Packed = null | boolean | number | bigint | string | Buffer | PackedMap | readonly Packed[];

export class PackedMap {
  readonly keys: readonly Packed[];

  constructor(keys: readonly Packed[]) {
    this.keys = keys;
  }
}

/** A value and where it stands. */
export interface Unpacked {
  readonly value: Packed;
  readonly start: number;
  readonly end: number;
}

const MAX_DEPTH = 16;
const NUMBERS: Readonly<Record<number, [bytes: number, read: (bytes: Buffer, at: number) => number | bigint]>> = {
  0xcc: [1, (bytes, at) => bytes.readUInt8(at)],
  0xcd: [2, (bytes, at) => bytes.readUInt16BE(at)],
  0xce: [4, (bytes, at) => bytes.readUInt32BE(at)],
  0xcf: [8, (bytes, at) => bytes.readBigUInt64BE(at)],
  0xd0: [1, (bytes, at) => bytes.readInt8(at)],
  0xd1: [2, (bytes, at) => bytes.readInt16BE(at)],
  0xd2: [4, (bytes, at) => bytes.readInt32BE(at)],
  0xd3: [8, (bytes, at) => bytes.readBigInt64BE(at)],
  0xca: [4, (bytes, at) => bytes.readFloatBE(at)],
  0xcb: [8, (bytes, at) => bytes.readDoubleBE(at)],
};

/**
 * Reads MessagePack from the front and knows where every value stands, which signatures over raw bytes need and the
 * libraries do not tell. Everything is bounded by the bytes there are. After a failure it only fails.
 */
export class MessagePack {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get at(): number {
    return this.#at;
  }

  /** How many values an array that starts here has; null when none does. */
  arrayLength(): number | null {
    const first = this.#bytes[this.#at] ?? 0;
    if (first >= 0x90 && first <= 0x9f) {
      this.#at++;
      return first & 0x0f;
    }
    if (first !== 0xdc && first !== 0xdd) return null;
    this.#at++;
    return this.#size(first === 0xdc ? 2 : 4);
  }

  /** The next value, whatever it is; null when it is not whole. */
  next(depth = 0): Unpacked | null {
    const start = this.#at;
    const value = this.#value(depth);
    return value === undefined ? null : { value, start, end: this.#at };
  }

  #value(depth: number): Packed | undefined {
    const first = this.#bytes[this.#at];
    if (first === undefined || depth > MAX_DEPTH) return undefined;
    const length = this.arrayLength();
    if (length !== null) return this.#list(length, depth);
    this.#at++;
    if (first <= 0x7f) return first;
    if (first >= 0xe0) return first - 0x100;
    if (first <= 0x8f) return this.#map(first & 0x0f, depth);
    if (first >= 0xa0 && first <= 0xbf) return this.#take(first & 0x1f)?.toString();
    return this.#tagged(first, depth);
  }

  #tagged(first: number, depth: number): Packed | undefined {
    if (first === 0xc0) return null;
    if (first === 0xc2 || first === 0xc3) return first === 0xc3;
    if (first >= 0xc4 && first <= 0xc6) return this.#sized(2 ** (first - 0xc4));
    if (first >= 0xd9 && first <= 0xdb) return this.#sized(2 ** (first - 0xd9))?.toString();
    if (first === 0xde || first === 0xdf) return this.#map(this.#size(first === 0xde ? 2 : 4), depth);
    const number = NUMBERS[first];
    if (number === undefined) return undefined;
    const [width, read] = number;
    return this.#take(width) === undefined ? undefined : read(this.#bytes, this.#at - width);
  }

  #map(pairs: number | null, depth: number): Packed | undefined {
    const entries = pairs === null ? undefined : this.#list(pairs * 2, depth);
    return entries && new PackedMap(entries.filter((_, index) => index % 2 === 0));
  }

  #list(length: number, depth: number): Packed[] | undefined {
    // Every value takes at least a byte.
    if (length > this.#bytes.length - this.#at) return undefined;
    const list: Packed[] = [];
    for (let i = 0; i < length; i++) {
      const value = this.#value(depth + 1);
      if (value === undefined) return undefined;
      list.push(value);
    }
    return list;
  }

  #sized(width: number): Buffer | undefined {
    const size = this.#size(width);
    return size === null ? undefined : this.#take(size);
  }

  #size(width: number): number | null {
    const bytes = this.#take(width);
    return bytes === undefined ? null : bytes.readUIntBE(0, width);
  }

  #take(length: number): Buffer | undefined {
    if (length > this.#bytes.length - this.#at) return undefined;
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }
}
