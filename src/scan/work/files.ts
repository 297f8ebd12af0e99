import { closeSync, constants, openSync, readSync } from "node:fs";
import type { Found, Scanner, ScanStream } from "../scanner.ts";
import { reasonOf } from "../walk/reason.ts";
import type { FilePath } from "../walk/tree.ts";
import type { Tally } from "./tally.ts";
import type { Part } from "./unit.ts";

// Where the scanner has no memory to read into. Wholly in the second-level cache; larger pieces measured no faster.
const CHUNK = 2 ** 19;
/** More than any token depends on what stands before it. */
const BEFORE = 32;
// A pipe that took a file's place between the listing and now must not hold us up.
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Scans regular files, whatever their size, in one piece of memory. What cannot be read is told, and the next is read. */
export class FileScanner {
  readonly #scanner: Scanner;
  #chunk: Buffer | null = null;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  scan(path: FilePath, tally: Tally): void {
    this.#opened(path, tally, (fd) => {
      const { bytes, found } = this.#read(this.#scanner.open(), fd);
      tally.scanned(bytes);
      tally.add(String(path), null, found);
    });
  }

  part({ file, from, to }: Part, tally: Tally): void {
    this.#opened(file, tally, (fd) => {
      const before = Buffer.alloc(Math.min(from, BEFORE));
      readSync(fd, before, 0, before.length, from - before.length);
      const stream = this.#scanner.openPart?.({ at: from, before }) ?? this.#scanner.open();
      const { bytes, found } = this.#read(stream, fd, { at: from, to });
      tally.scannedPart(bytes, from === 0, stream.lineFeeds ?? 0);
      tally.add(String(file), null, found);
    });
  }

  #opened(path: FilePath, tally: Tally, work: (fd: number) => void): void {
    let fd: number | null = null;
    try {
      fd = openSync(path, FLAGS);
      work(fd);
    } catch (error) {
      tally.skip(String(path), reasonOf(error));
    } finally {
      if (fd !== null) closeSync(fd);
    }
  }

  #read(stream: ScanStream, fd: number, extent?: { at: number; to: number | null }): { bytes: number; found: readonly Found[] } {
    const found: Found[] = [];
    let bytes = 0;
    for (;;) {
      const room = stream.room?.() ?? (this.#chunk ??= Buffer.allocUnsafeSlow(CHUNK));
      const read = extent === undefined ? readSync(fd, room) : readWithin(fd, room, extent, bytes);
      if (read === 0) break;
      bytes += read;
      for (const one of stream.push(room.subarray(0, read))) found.push(one);
    }
    for (const one of stream.end()) found.push(one);
    return { bytes, found };
  }
}

/** Null: to the end of the file, wherever that is. */
function readWithin(fd: number, room: Uint8Array, { at, to }: { at: number; to: number | null }, done: number): number {
  const length = to === null ? room.length : Math.min(room.length, to - at - done);
  return length === 0 ? 0 : readSync(fd, room, 0, length, at + done);
}
