import type { Found, Scanner, ScanStream } from "../scanner.ts";
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
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      objects.push(chunk);
      await visitor.openArchives();
    }
  } finally {
    child.kill();
  }
  const { complaint } = await child.ended;
  return { objects: visitor.objects, complaint };
}

class ObjectScan implements ObjectVisitor {
  readonly #options: ObjectOptions;
  readonly #tally: Tally;
  readonly #holder = new ObjectHolder();
  #archives: HeldObject[] = [];
  #found: Found[] = [];
  /** Of the object that is being read. */
  #head: ObjectHead = { id: "", type: "", size: 0 };
  #stream: ScanStream;
  /** How many are done. */
  objects = 0;

  constructor(options: ObjectOptions, tally: Tally) {
    this.#options = options;
    this.#tally = tally;
    this.#stream = options.scanner.open();
  }

  begin(head: ObjectHead): void {
    this.#head = head;
    this.#stream = this.#options.scanner.open();
    this.#found = [];
    if (this.#options.opener !== null) this.#holder.begin(head.size);
  }

  bytes(piece: Buffer): void {
    this.#found.push(...this.#stream.push(piece));
    this.#holder.add(piece);
  }

  end(): void {
    const { id, size, type } = this.#head;
    const outside = [...this.#found, ...this.#stream.end()];
    const archive = this.#holder.end();
    if (archive === null) this.#tally.add(`<${type}>`, id, outside);
    else this.#archives.push({ id, bytes: archive, outside });
    this.#tally.scanned(size);
    this.objects += 1;
  }

  /** Those that came by since the last time. */
  async openArchives(): Promise<void> {
    const archives = this.#archives;
    this.#archives = [];
    for (const { bytes, id, outside } of archives) {
      await this.#options.opener?.buffer(OBJECT_PATHS.blob, id, bytes, outside, this.#tally);
    }
  }

  missing(id: string): void {
    this.#tally.skip(id, "the repository does not have this object");
    this.objects += 1;
  }
}
