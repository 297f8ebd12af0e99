import { closeSync, constants, openSync, readSync } from "node:fs";
import { chunks } from "../../kernel/collections.ts";
import type { Scanner, ScanStream, Sieve } from "../scanner.ts";
import { reasonOf } from "../walk/reason.ts";
import type { FilePath } from "../walk/tree.ts";
import { FULL, type Tally } from "./tally.ts";
import type { Emit, Part } from "./unit.ts";

// Where the scanner has no memory to read into. Wholly in the second-level cache; larger pieces measured no faster.
const CHUNK = 2 ** 19;
/** More than any token depends on what stands before it. */
const BEFORE = 32;
/** What the sieve still has to hold for another file to be read into it: most files are smaller. */
const LEAST_FREE = 2 ** 16;
// A pipe that took a file's place between the listing and now must not hold us up.
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Scans regular files, whatever their size, in one piece of memory. What cannot be read is told, and the next is read. */
export class FileScanner {
  readonly #scanner: Scanner;
  readonly #emit: Emit;
  #chunk: Buffer | null = null;
  /** What is in the sieve. */
  #gathered: FilePath[] = [];

  /** @param emit takes what is found in between, when that is much */
  constructor(scanner: Scanner, emit: Emit) {
    this.#scanner = scanner;
    this.#emit = emit;
  }

  async all(paths: readonly FilePath[], tally: Tally): Promise<void> {
    const sieve = this.#scanner.openSieve?.() ?? null;
    for (const path of paths) {
      if (sieve === null) await this.scan(path, tally);
      else if (!this.#gather(path, sieve, tally)) {
        await this.#sift(sieve, tally);
        await this.scan(path, tally);
      } else if (sieve.memory.length - sieve.used < LEAST_FREE) await this.#sift(sieve, tally);
    }
    if (sieve === null) return;
    await this.#sift(sieve, tally);
    sieve.close();
  }

  async scan(path: FilePath, tally: Tally): Promise<void> {
    await opened(path, tally, async (fd) => {
      tally.scanned(await this.#read({ path, fd, stream: this.#scanner.open(), at: null, to: null }, tally));
    });
  }

  async part({ file, from, to }: Part, tally: Tally): Promise<void> {
    await opened(file, tally, async (fd) => {
      tally.beginPart(from === 0);
      const before = Buffer.alloc(Math.min(from, BEFORE));
      readSync(fd, before, 0, before.length, from - before.length);
      const stream = this.#scanner.openPart?.({ at: from, before }) ?? this.#scanner.open();
      tally.endPart(await this.#read({ path: file, fd, stream, at: from, to }, tally), stream.lineFeeds ?? 0);
    });
  }

  /** Reads a file into the sieve. False: it is too large for what is left of it. */
  #gather(path: FilePath, sieve: Sieve, tally: Tally): boolean {
    let fd: number | null = null;
    try {
      fd = openSync(path, FLAGS);
      const length = readWhole(fd, sieve);
      if (length === null) return false;
      sieve.add(length);
      this.#gathered.push(path);
      tally.scanned(length);
    } catch (error) {
      tally.skip(String(path), reasonOf(error));
    } finally {
      if (fd !== null) closeSync(fd);
    }
    return true;
  }

  async #sift(sieve: Sieve, tally: Tally): Promise<void> {
    const paths = this.#gathered;
    this.#gathered = [];
    for (const { bytes, index } of sieve.sift()) {
      tally.add(String(paths[index]), null, this.#scanner.scan(bytes));
      if (tally.isFull) await this.#emit(tally.take());
    }
  }

  /** Answers how many bytes there were. */
  async #read({ at, fd, path, stream, to }: Reading, tally: Tally): Promise<number> {
    for (let bytes = 0; ; ) {
      const room = stream.room?.() ?? (this.#chunk ??= Buffer.allocUnsafeSlow(CHUNK));
      const most = at === null || to === null ? room.length : Math.min(room.length, to - at - bytes);
      const read = most === 0 ? 0 : readSync(fd, room, 0, most, at === null ? null : at + bytes);
      bytes += read;
      const found = read === 0 ? stream.end() : stream.push(room.subarray(0, read));
      // What is told at once dies young: in larger batches it outlives the garbage collector's first look, and memory grows.
      for (const some of chunks(found, FULL)) {
        tally.add(String(path), null, some);
        if (tally.isFull) await this.#emit(tally.take());
      }
      if (read === 0) return bytes;
    }
  }
}

interface Reading {
  readonly path: FilePath;
  readonly fd: number;
  readonly stream: ScanStream;
  /** Null: where the file is read next, which pipes in the place of one need. */
  readonly at: number | null;
  /** Null: to the end of the file, wherever that is. */
  readonly to: number | null;
}

async function opened(path: FilePath, tally: Tally, work: (fd: number) => Promise<void>): Promise<void> {
  let fd: number | null = null;
  try {
    fd = openSync(path, FLAGS);
    await work(fd);
  } catch (error) {
    tally.skip(String(path), reasonOf(error));
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/** Its length; null when it does not fit. Only a read that brings nothing tells the end: some file systems answer in pieces. */
function readWhole(fd: number, { memory, used }: Sieve): number | null {
  for (let at = used; at < memory.length; ) {
    const read = readSync(fd, memory, at, memory.length - at, null);
    if (read === 0) return at - used;
    at += read;
  }
  return null;
}
