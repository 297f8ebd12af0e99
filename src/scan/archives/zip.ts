import { readSync } from "node:fs";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers";
import { inflateRawSync } from "node:zlib";
import { type Entry, fromBufferPromise, fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader, type ZipFile } from "yauzl";
import type { Bytes } from "./bytes.ts";
import type { Member } from "./member.ts";

/** A zip in an open file. */
export interface ZipFilePart {
  readonly fd: number;
  /** Where it begins: a program may stand in front of it. */
  readonly from: number;
  readonly size: number;
}

// Names are looked at by nobody but people: what would be dangerous to write to is as good as any other.
const OPTIONS = { autoClose: false, decodeStrings: false, validateEntrySizes: true } as const;

const CHUNK = 2 ** 16;
/** Taken out in one go: a stream for each takes five times as long, and most are small. */
const SMALL = 2 ** 15;
const STORED = 0;
/** That zlib takes. */
const LEAST_CHUNK = 64;

/** Its files, as the list at its end names them. @throws when it has none, or it is damaged */
export async function* zipMembers(source: Buffer | ZipFilePart): AsyncGenerator<Member> {
  const zip = await (Buffer.isBuffer(source)
    ? fromBufferPromise(source, OPTIONS)
    : fromRandomAccessReaderPromise(new PartReader(source), source.size, OPTIONS));
  for await (const entry of zip.eachEntry()) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
    if (name.endsWith("/")) continue;
    const unreadable = problemWith(entry);
    yield unreadable === null ? { name, bytes: contentOf(zip, entry, source) } : { name, unreadable };
  }
}

/** Node.js reads files from other threads when it may wait: one hop for every name in a list took longer than all else. */
class PartReader extends RandomAccessReader {
  readonly #part: ZipFilePart;

  constructor(part: ZipFilePart) {
    super();
    this.#part = part;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(chunksOf(this.#part, start, end), { objectMode: false });
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, done: (error: Error | null) => void): void {
    let problem: Error | null = null;
    try {
      bytesOf(this.#part, position, length).copy(buffer, offset);
    } catch (error) {
      problem = error as Error;
    }
    // A turn of the loop, for whoever wants to stop a zip of a hundred thousand small members.
    setImmediate(() => done(problem));
  }
}

function* chunksOf(part: ZipFilePart, start: number, end: number): Generator<Buffer> {
  for (let at = start; at < end; at += CHUNK) yield bytesOf(part, at, Math.min(CHUNK, end - at));
}

/** @throws when there are fewer */
function bytesOf(source: Buffer | ZipFilePart, start: number, length: number): Buffer {
  if (Buffer.isBuffer(source)) return source.subarray(start, start + length);
  const bytes = Buffer.allocUnsafe(length);
  for (let read = 0; read < length; ) {
    const count = readSync(source.fd, bytes, read, length - read, source.from + start + read);
    if (count === 0) throw new Error("the file ends before it says");
    read += count;
  }
  return bytes;
}

function problemWith(entry: Entry): string | null {
  if (entry.isEncrypted()) return "it is encrypted";
  return entry.canDecodeFileData() ? null : `it is compressed by method ${entry.compressionMethod}, which is not read`;
}

async function* contentOf(zip: ZipFile, entry: Entry, source: Buffer | ZipFilePart): Bytes & AsyncGenerator<Uint8Array> {
  const whole = await wholeOf(zip, entry, source);
  // Of what is not as it says, a stream brings what there is.
  if (whole === null) yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
  else yield whole;
}

/** Null: it is large, or not as it says. */
async function wholeOf(zip: ZipFile, entry: Entry, source: Buffer | ZipFilePart): Promise<Buffer | null> {
  const { compressedSize, compressionMethod, uncompressedSize } = entry;
  if (compressedSize > SMALL || uncompressedSize > SMALL) return null;
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = bytesOf(source, fileDataStart, compressedSize);
  const bytes = compressionMethod === STORED ? packed : inflated(packed, uncompressedSize);
  return bytes?.length === uncompressedSize ? bytes : null;
}

function inflated(packed: Buffer, size: number): Buffer | null {
  try {
    // With room for one more, zlib needs no second piece of memory to see the end.
    return inflateRawSync(packed, { maxOutputLength: size + 1, chunkSize: Math.max(LEAST_CHUNK, size + 1) });
  } catch {
    return null;
  }
}
