import { messageOf } from "../../kernel/errors.ts";
import type { Found, Scanner } from "../scanner.ts";
import { ARCHIVE_LIMITS, type ArchiveLimits, Budget, OverBudget } from "./budget.ts";
import { type Bytes, held, passing, peek } from "./bytes.ts";
import { gunzipped } from "./gzip.ts";
import { type Kind, recognise } from "./kind.ts";
import type { Member } from "./member.ts";
import { tarMembers } from "./tar.ts";
import type { ZipFilePart } from "./zip.ts";

/** What was found in an archive, and what of it was not scanned. */
export interface ArchiveResult {
  readonly found: readonly Found[];
  readonly skipped: readonly ArchiveSkip[];
}

export interface ArchiveSkip {
  /** Null: the archive itself. */
  readonly member: string | null;
  readonly reason: string;
  /** It could have held tokens that were looked for. */
  readonly failed: boolean;
}

export interface ArchiveOptions {
  readonly scanner: Scanner;
  readonly signal: AbortSignal;
  readonly limits?: ArchiveLimits;
}

/** A zip is read from where it can be read in any order; anything else as it comes. */
export type Archive = { readonly kind: Kind; readonly bytes: Bytes } | ({ readonly kind: "zip" } & ZipFilePart);

/** Looks into an archive and into those inside of it. What is wrong with one is told; nothing is written anywhere. */
export async function scanArchive(archive: Archive, options: ArchiveOptions): Promise<ArchiveResult> {
  const scan = new ArchiveScan(options);
  await scan.run(archive);
  return scan;
}

/** Where something stands: below which members, from the outermost (what a gzip holds has no name), in how many containers. */
interface Place {
  readonly names: readonly string[];
  readonly depth: number;
}

const TOP: Place = { names: [], depth: 0 };

class ArchiveScan implements ArchiveResult {
  readonly #scanner: Scanner;
  readonly #signal: AbortSignal;
  readonly #budget: Budget;
  /** What is being read. */
  #at = TOP;
  readonly found: Found[] = [];
  readonly skipped: ArchiveSkip[] = [];

  constructor({ limits = ARCHIVE_LIMITS, scanner, signal }: ArchiveOptions) {
    this.#scanner = scanner;
    this.#signal = signal;
    this.#budget = new Budget(limits, signal);
  }

  async run(archive: Archive): Promise<void> {
    await this.#guarded(TOP, async () => {
      if ("fd" in archive) {
        this.#budget.read(archive.size);
        await this.#zip(archive, TOP);
      } else {
        const bytes = passing(archive.bytes, (chunk) => this.#budget.read(chunk.length));
        await this.#open(archive.kind, bytes, TOP);
      }
    });
  }

  /** What is wrong with something ends it, and is told; what asks for too much ends everything. */
  async #guarded(place: Place, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#signal.aborted) return;
      const isOver = error instanceof OverBudget;
      if (isOver && place.depth > 0) throw error;
      if (isOver) this.#skip(this.#at, `${error.message}; the rest was not scanned`);
      else this.#skip(place, `it is damaged: ${messageOf(error)}`);
    }
  }

  #skip(place: Place, reason: string, failed = true): void {
    this.skipped.push({ member: place.depth === 0 ? null : this.#labelOf(place), reason, failed });
  }

  async #open(kind: Kind, bytes: Bytes, place: Place): Promise<void> {
    switch (kind) {
      case "gzip":
        await this.#content(this.#counted(gunzipped(bytes)), { names: place.names, depth: place.depth + 1 });
        break;
      case "tar":
        await this.#members(tarMembers(bytes), place);
        break;
      case "zip":
        await this.#heldZip(bytes, place);
        break;
      default:
        kind satisfies never;
    }
  }

  async #heldZip(bytes: Bytes, place: Place): Promise<void> {
    const most = this.#budget.limits.held;
    const zip = await held(bytes, most);
    if (zip === null) this.#skip(place, `it is a zip of more than ${most} bytes that is not a file of its own`);
    else await this.#zip(zip, place);
  }

  async #zip(zip: Buffer | ZipFilePart, place: Place): Promise<void> {
    // What reads zips is loaded where there is one.
    const { zipMembers } = await import("./zip.ts");
    await this.#members(this.#unzipped(zipMembers(zip)), place);
  }

  async #members(members: AsyncIterable<Member>, place: Place): Promise<void> {
    for await (const member of members) {
      this.#budget.member();
      const inside: Place = { names: [...place.names, member.name], depth: place.depth + 1 };
      if ("unreadable" in member) this.#skip(inside, member.unreadable);
      else await this.#guarded(inside, async () => await this.#content(member.bytes, inside));
    }
  }

  async #content(bytes: Bytes, place: Place): Promise<void> {
    this.#at = place;
    const { all, head } = await peek(bytes);
    const recognised = recognise(head);
    if (recognised === null) return await this.#plain(all, place);
    if ("unsupported" in recognised) {
      this.#skip(place, `${recognised.unsupported} is not unpacked`, false);
      return await this.#plain(all, place);
    }
    if (place.depth >= this.#budget.limits.depth) {
      this.#skip(place, `it is an archive in ${place.depth} others`);
      return await this.#plain(all, place);
    }
    await this.#guarded(place, async () => await this.#open(recognised.kind, all, place));
  }

  async #plain(bytes: Bytes, place: Place): Promise<void> {
    const stream = this.#scanner.open();
    try {
      for await (const chunk of bytes) this.#add(stream.push(chunk), place);
    } finally {
      // What was read counts, also when the rest cannot be.
      this.#add(stream.end(), place);
    }
  }

  #add(found: readonly Found[], place: Place): void {
    if (found.length === 0) return;
    this.#budget.found(found.length);
    const member = this.#labelOf(place);
    for (const one of found) this.found.push({ ...one, member });
  }

  // Whoever made the archive chose the names; a token in one is not found, and not shown either.
  #labelOf({ names }: Place): string {
    return this.#scanner.redacted(names.join("!"));
  }

  /** Unlike a tar, it unpacks what it holds. */
  async *#unzipped(members: AsyncIterable<Member>): AsyncGenerator<Member> {
    for await (const member of members) yield "bytes" in member ? { ...member, bytes: this.#counted(member.bytes) } : member;
  }

  #counted(bytes: Bytes): Bytes {
    return passing(bytes, (chunk) => this.#budget.unpacked(chunk.length));
  }
}
