import { once } from "node:events";
import type { Readable } from "node:stream";
import type { Found, Scanner, ScanStream, Sieve } from "../scanner.ts";
import type { ArchiveScanner } from "../work/archives.ts";
import type { Tally } from "../work/tally.ts";
import type { Repository } from "./git.ts";
import { type HeldObject, ObjectHolder } from "./held-objects.ts";
import { type ObjectHead, ObjectStream, type ObjectVisitor } from "./object-stream.ts";

/** Where a sighting is until its place in the history is known. */
export const OBJECT_PATHS = { blob: "<blob>", commit: "<commit>", tag: "<tag>" } as const;

export interface ObjectOptions {
  readonly scanner: Scanner;
  /** Null: archives are not opened. */
  readonly opener: ArchiveScanner | null;
}

/**
 * Scans objects of a repository, in the order they are named. One that git cannot read is told, and the next is read.
 * Memory does not depend on how large they are.
 */
export async function scanObjects(options: ObjectOptions, repository: Repository, ids: readonly string[], tally: Tally): Promise<void> {
  for (let from = 0; from < ids.length; ) {
    const read = await readObjects(options, repository, ids.slice(from), tally);
    from += read.objects;
    if (from >= ids.length) return;
    // git gave up on the next one.
    tally.skip(ids[from]!, `git cannot read this object: ${read.complaint}`);
    from += 1;
  }
}

async function readObjects(
  options: ObjectOptions,
  repository: Repository,
  ids: readonly string[],
  tally: Tally,
): Promise<{ objects: number; complaint: string }> {
  const child = repository.run(["cat-file", "--batch", "--buffer"]);
  const visitor = new ObjectScan(options, tally);
  const objects = new ObjectStream(visitor);
  child.stdin.end(`${ids.join("\n")}\n`);
  try {
    await eachChunk(child.stdout, (chunk) => {
      objects.push(chunk);
      return visitor.openArchives();
    });
  } finally {
    child.kill();
    visitor.close();
  }
  const { complaint } = await child.ended;
  return { objects: visitor.objects, complaint };
}

/**
 * git writes every object by itself: a promise for each chunk would cost as much as to look at it. `take` answers one where there is
 * something to wait for, the chunks before included: what a git that is over has left comes at once, whether the stream is paused or not.
 */
async function eachChunk(stream: Readable, take: (chunk: Buffer) => Promise<void> | null): Promise<void> {
  let waiting: Promise<void> = Promise.resolve();
  const over = once(stream, "close");
  stream.on("data", (chunk: Buffer) => {
    const busy = attempt(() => take(chunk));
    if (busy === null) return;
    stream.pause();
    waiting = busy.then(() => void stream.resume());
    waiting.catch((error: unknown) => void stream.destroy(error as Error));
  });
  await over;
  await waiting;
}

/** What is thrown is a promise's as well. */
function attempt(work: () => Promise<void> | null): Promise<void> | null {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}

/** Small ones go through a sieve; what is larger than it is scanned as it comes, and so is everything where archives are opened. */
class ObjectScan implements ObjectVisitor {
  readonly #options: ObjectOptions;
  readonly #tally: Tally;
  readonly #sieve: Sieve | null;
  /** What is in it. */
  #gathered: ObjectHead[] = [];
  /** How much of the object that is being read is in it, behind what is whole; null: it does not go there. */
  #filled: number | null = null;
  readonly #holder = new ObjectHolder();
  #archives: HeldObject[] = [];
  #opening: Promise<void> = Promise.resolve();
  #found: Found[] = [];
  /** Of the object that is being read. */
  #head: ObjectHead = { id: "", type: "", size: 0 };
  #stream: ScanStream | null = null;
  /** How many are done. */
  objects = 0;

  constructor(options: ObjectOptions, tally: Tally) {
    this.#options = options;
    this.#tally = tally;
    this.#sieve = options.opener === null ? (options.scanner.openSieve?.() ?? null) : null;
  }

  begin(head: ObjectHead): void {
    this.#head = head;
    this.#filled = this.#hasRoom(head.size) ? 0 : null;
    if (this.#filled !== null) return;
    this.#stream = this.#options.scanner.open();
    this.#found = [];
    if (this.#options.opener !== null) this.#holder.begin(head.size);
  }

  bytes(piece: Buffer): void {
    if (this.#sieve !== null && this.#filled !== null) {
      this.#sieve.memory.set(piece, this.#sieve.used + this.#filled);
      this.#filled += piece.length;
      return;
    }
    this.#found.push(...this.#stream!.push(piece));
    this.#holder.add(piece);
  }

  end(): void {
    this.objects += 1;
    this.#tally.scanned(this.#head.size);
    if (this.#sieve !== null && this.#filled !== null) {
      this.#sieve.add(this.#filled);
      this.#gathered.push(this.#head);
      return;
    }
    const { id, type } = this.#head;
    const outside = [...this.#found, ...this.#stream!.end()];
    const archive = this.#holder.end();
    if (archive === null) this.#tally.add(`<${type}>`, id, outside);
    else this.#archives.push({ id, bytes: archive, outside });
  }

  missing(id: string): void {
    this.#tally.skip(id, "the repository does not have this object");
    this.objects += 1;
  }

  /** Resolves when all that came by until now are done; null: none came by since the last time. */
  openArchives(): Promise<void> | null {
    if (this.#archives.length === 0) return null;
    this.#opening = this.#opening.then(async () => await this.#openArchives());
    return this.#opening;
  }

  /** Once, after the last. */
  close(): void {
    this.#sift();
    this.#sieve?.close();
  }

  async #openArchives(): Promise<void> {
    const archives = this.#archives;
    this.#archives = [];
    for (const { bytes, id, outside } of archives) {
      await this.#options.opener?.buffer(OBJECT_PATHS.blob, id, bytes, outside, this.#tally);
    }
  }

  #hasRoom(size: number): boolean {
    if (this.#sieve === null) return false;
    if (size > this.#sieve.memory.length - this.#sieve.used) this.#sift();
    return size <= this.#sieve.memory.length;
  }

  #sift(): void {
    const gathered = this.#gathered;
    this.#gathered = [];
    for (const { bytes, index } of this.#sieve?.sift() ?? []) {
      const { id, type } = gathered[index]!;
      this.#tally.add(`<${type}>`, id, this.#options.scanner.scan(bytes));
    }
  }
}
