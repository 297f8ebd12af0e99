import { ARCHIVE_LIMITS } from "../archives/budget.ts";
import { HEAD_BYTES, recognise } from "../archives/kind.ts";
import type { Found } from "../scanner.ts";

/** An object that is an archive, to be opened once all of it is there. */
export interface HeldObject {
  readonly id: string;
  readonly bytes: Buffer;
  /** Found in it as it is. */
  readonly outside: readonly Found[];
}

/** Holds on to objects that begin as archives do. */
export class ObjectHolder {
  #pieces: Buffer[] | null = null;
  #length = 0;

  begin(size: number): void {
    this.#pieces = size <= ARCHIVE_LIMITS.held ? [] : null;
    this.#length = 0;
  }

  add(piece: Buffer): void {
    if (this.#pieces === null) return;
    const knew = this.#length >= HEAD_BYTES;
    this.#pieces.push(Buffer.from(piece));
    this.#length += piece.length;
    if (!knew && this.#length >= HEAD_BYTES && !isArchive(Buffer.concat(this.#pieces))) this.#pieces = null;
  }

  /** The object when it is an archive. */
  end(): Buffer | null {
    const bytes = this.#pieces === null ? null : Buffer.concat(this.#pieces);
    this.#pieces = null;
    return bytes !== null && isArchive(bytes) ? bytes : null;
  }
}

function isArchive(bytes: Buffer): boolean {
  const recognised = recognise(bytes);
  return recognised !== null && "kind" in recognised;
}
