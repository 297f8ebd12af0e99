/** What `git cat-file --batch` says before an object's bytes. */
export interface ObjectHead {
  readonly id: string;
  /** `blob`, `commit`, `tag` or `tree`. */
  readonly type: string;
  readonly size: number;
}

/** Gets one object after the other: `begin`, its bytes in any number of pieces, `end`; or only `missing`. */
export interface ObjectVisitor {
  begin(head: ObjectHead): void;
  /** A view of the chunk that was pushed: valid until `bytes` returns. */
  bytes(piece: Buffer): void;
  end(): void;
  missing(id: string): void;
}

const NEWLINE = 0x0a;
/** The longest line there can be: a SHA-256 name, a type, a size. */
const MAX_LINE = 200;

/**
 * Cuts the output of `git cat-file --batch` into objects, whatever pieces it comes in.
 * @throws from `push` when it is not such an output
 */
export class ObjectStream {
  readonly #visitor: ObjectVisitor;
  /** Of the line that a chunk's end cut in two. */
  #line = "";
  /** What is left of the object, its closing newline included; null between objects. */
  #left: number | null = null;

  constructor(visitor: ObjectVisitor) {
    this.#visitor = visitor;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) at = this.#left === null ? this.#readLine(chunk, at) : this.#readBytes(chunk, at, this.#left);
  }

  #readLine(chunk: Buffer, from: number): number {
    const newline = chunk.indexOf(NEWLINE, from);
    const to = newline < 0 ? chunk.length : newline;
    this.#line += chunk.toString("latin1", from, Math.min(to, from + MAX_LINE));
    if (this.#line.length >= MAX_LINE) throw new Error("git cat-file answered with a line that is too long");
    if (newline < 0) return to;
    this.#head(this.#line);
    this.#line = "";
    return newline + 1;
  }

  #head(line: string): void {
    const [id = "", type = "", size = ""] = line.split(" ");
    if (type === "missing") {
      this.#visitor.missing(id);
    } else if (/^\d+$/u.test(size)) {
      this.#visitor.begin({ id, type, size: Number(size) });
      this.#left = Number(size) + 1;
    } else {
      throw new Error("git cat-file answered with a line that is neither an object nor a missing one");
    }
  }

  #readBytes(chunk: Buffer, from: number, left: number): number {
    const to = Math.min(chunk.length, from + left);
    const last = from + left - 1;
    if (from < last) this.#visitor.bytes(chunk.subarray(from, Math.min(to, last)));
    this.#left = left - (to - from);
    if (this.#left > 0) return to;
    this.#left = null;
    this.#visitor.end();
    return to;
  }
}
