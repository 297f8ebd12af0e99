import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { type ArchiveOptions, scanArchive } from "../archives/archive-scan.ts";
import { type Bytes, drain, passing, peek, resumable } from "../archives/bytes.ts";
import { HEAD_BYTES, recognise, TAIL_BYTES, zipStart } from "../archives/kind.ts";
import type { Found } from "../scanner.ts";
import { reasonOf } from "../walk/reason.ts";
import type { FilePath } from "../walk/tree.ts";
import type { Tally } from "./tally.ts";

const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
const CHUNK = 2 ** 19;

/** Scans what may be an archive from the outside and from the inside. */
export class ArchiveScanner {
  readonly #options: ArchiveOptions;

  constructor(options: ArchiveOptions) {
    this.#options = options;
  }

  /** False: it is no archive, or nothing that can be read, and was not scanned. */
  async file(path: FilePath, tally: Tally): Promise<boolean> {
    let fd: number;
    try {
      fd = openSync(path, FLAGS);
    } catch {
      return false;
    }
    try {
      return await this.#open(fd, path, tally);
    } catch (error) {
      tally.skip(String(path), reasonOf(error));
      return true;
    } finally {
      closeSync(fd);
    }
  }

  async #open(fd: number, path: FilePath, tally: Tally): Promise<boolean> {
    const { size } = fstatSync(fd);
    const begins = recognise(bytesAt(fd, 0, HEAD_BYTES));
    const from = begins === null ? zipStart(bytesAt(fd, size - TAIL_BYTES, TAIL_BYTES), size) : 0;
    if (from === null) return false;
    const recognised = begins ?? ({ kind: "zip" } as const);
    if ("unsupported" in recognised) {
      tally.skip(String(path), `${recognised.unsupported} is not unpacked`, false);
      return false;
    }
    const stream = this.#options.scanner.open();
    const outside: Found[] = [];
    for (const chunk of chunksOf(fd)) outside.push(...stream.push(chunk));
    outside.push(...stream.end());
    const { kind } = recognised;
    const archive = kind === "zip" ? { kind, fd, from, size: size - from } : { kind, bytes: copies(chunksOf(fd)) };
    tally.addArchive(String(path), null, outside, await scanArchive(archive, this.#options));
    tally.scanned(size);
    return true;
  }

  /** What can only be read once and in order. */
  async stream(path: string, input: Bytes, tally: Tally): Promise<void> {
    const stream = this.#options.scanner.open();
    const outside: Found[] = [];
    let size = 0;
    const { all, head } = await peek(input);
    const bytes = resumable(
      passing(all, (chunk) => {
        size += chunk.length;
        outside.push(...stream.push(chunk));
      }),
    );
    const recognised = recognise(head);
    const isArchive = recognised !== null && "kind" in recognised;
    if (recognised !== null && !isArchive) tally.skip(path, `${recognised.unsupported} is not unpacked`, false);
    const inside = isArchive ? await scanArchive({ kind: recognised.kind, bytes }, this.#options) : { found: [], skipped: [] };
    await drain(bytes);
    outside.push(...stream.end());
    tally.addArchive(path, null, outside, inside);
    tally.scanned(size);
  }

  /** What is held in memory: `outside` was found in it as it is. */
  async buffer(path: string, object: string, bytes: Buffer, outside: readonly Found[], tally: Tally): Promise<void> {
    const recognised = recognise(bytes);
    if (recognised === null || "unsupported" in recognised) return tally.add(path, object, outside);
    const whole = { kind: recognised.kind, bytes: copies([bytes]) };
    tally.addArchive(path, object, outside, await scanArchive(whole, this.#options));
  }
}

/** As many of them as there are. */
function bytesAt(fd: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, Math.max(0, at)));
}

/** One piece of memory, filled again and again. */
function* chunksOf(fd: number): Generator<Buffer> {
  const chunk = Buffer.allocUnsafeSlow(CHUNK);
  for (let at = 0; ; ) {
    const read = readSync(fd, chunk, 0, CHUNK, at);
    if (read === 0) return;
    at += read;
    yield chunk.subarray(0, read);
  }
}

async function* copies(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}
