import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Bytes } from "./bytes.ts";

/** Each comes from another thread: with the 16 KiB that are usual, waiting for them took twice as long as all else. */
const CHUNK = 2 ** 18;

/** @throws when they are no gzip, or end before it does */
export async function* gunzipped(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  // What goes wrong is thrown where the bytes are read.
  void pipeline(Readable.from(bytes, { objectMode: false }), gunzip).catch(() => undefined);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } finally {
    gunzip.destroy();
  }
}
