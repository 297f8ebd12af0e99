import { HEAD_BYTES } from "./kind.ts";

/** Bytes that come one chunk after the other, once. */
export type Bytes = AsyncIterable<Uint8Array>;

/** The first bytes, and all of them. */
export async function peek(bytes: Bytes): Promise<{ readonly head: Buffer; readonly all: Bytes }> {
  const rest = bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const next = await rest.next();
    if (next.done === true) break;
    length += next.value.length;
    // Who brings the next chunk may put it where this one is.
    chunks.push(length < HEAD_BYTES ? Buffer.from(next.value) : next.value);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* chunks;
    yield* { [Symbol.asyncIterator]: () => rest };
  }
  return { head: Buffer.concat(chunks, Math.min(length, HEAD_BYTES)), all: all() };
}

/** All of it in memory; null when there is more than `most`. */
export async function held(bytes: Bytes, most: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) return null;
  }
  return Buffer.concat(chunks);
}

/** Calls `see` with every chunk that passes. */
export async function* passing(bytes: Bytes, see: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    see(chunk);
    yield chunk;
  }
}

/** Can be left half-way, and gone on with. */
export function resumable(bytes: Bytes): AsyncIterableIterator<Uint8Array> {
  const chunks = bytes[Symbol.asyncIterator]();
  const same: AsyncIterableIterator<Uint8Array> = { next: async () => await chunks.next(), [Symbol.asyncIterator]: () => same };
  return same;
}

/** Reads what is left. */
export async function drain(bytes: AsyncIterator<Uint8Array>): Promise<void> {
  while ((await bytes.next()).done !== true);
}
