import type { Found, ScanStream } from "../scanner.ts";
import { Lines } from "./lines.ts";
import { type Hit, type SearchOptions, search } from "./search.ts";
import { Told } from "./told.ts";

export interface DecodeOptions extends SearchOptions {
  /** What allows a token, in the rest of its line. */
  readonly allow: string | undefined;
  readonly window?: Window;
}

/** Even numbers of bytes. */
export interface Window {
  /** Seen again before a window: the neighbours of what begins in it. */
  readonly before: number;
  /** What begins in these belongs to the window. */
  readonly size: number;
  /** Seen behind it: where what begins in it may end. */
  readonly after: number;
}

// A token may have 65,536 characters, and the longest spelling of one makes six of each.
const WINDOW: Window = { before: 64, size: 2 ** 21, after: 2 ** 19 };
const ALLOW_REACH = 1_024;

/**
 * Puts the decoders above an engine. It cuts the stream into windows at fixed offsets, so that it does not matter in what
 * chunks it comes, and holds one of them.
 */
export class DecodingStream implements ScanStream {
  readonly #options: DecodeOptions;
  readonly #window: Window;
  readonly #told = new Told();
  readonly #lines = new Lines();
  /** What is seen now, and where that begins in the stream. */
  #chunks: Buffer[] = [];
  #length = 0;
  #from = 0;
  /** Where the window begins. */
  #at = 0;

  constructor(options: DecodeOptions) {
    this.#options = options;
    this.#window = options.window ?? WINDOW;
  }

  push(chunk: Uint8Array): readonly Found[] {
    const found: Found[] = [];
    const { after, before, size } = this.#window;
    for (let at = 0; at < chunk.length; ) {
      const room = this.#at + size + after - (this.#from + this.#length);
      const part = Buffer.from(chunk.subarray(at, at + room));
      this.#keep(part);
      at += part.length;
      if (part.length < room) break;
      const end = this.#at + size;
      const bytes = Buffer.concat(this.#chunks);
      found.push(...this.#finish(bytes, end));
      this.#advance(bytes, end, end - before);
    }
    return found;
  }

  end(): readonly Found[] {
    return this.#finish(Buffer.concat(this.#chunks), Number.POSITIVE_INFINITY);
  }

  #keep(part: Buffer): void {
    this.#chunks.push(part);
    this.#length += part.length;
  }

  /** What begins in the window. */
  #finish(bytes: Buffer, end: number): Found[] {
    const text = bytes.toString("latin1");
    this.#lines.window(text, this.#from, this.#at);
    const hits = this.#hits(bytes, text).filter(({ start }) => start >= this.#at && start < end);
    const told = hits.filter((hit) => this.#told.add(hit)).filter((hit) => !this.#isAllowed(text, hit));
    const found = told
      .toSorted((a, b) => a.start - b.start)
      .map((hit) => ({ ...hit.found, start: hit.start, end: hit.end, via: hit.via, ...this.#lines.place(hit.start) }));
    this.#lines.place(Math.min(end, this.#from + this.#length));
    return found;
  }

  /** What stands there as it is comes first, then what is encoded, the less deep before the deeper. */
  #hits(bytes: Buffer, text: string): Hit[] {
    const plain = this.#options.engine.scan(bytes);
    const direct = plain.map((found): Hit => ({ start: found.start, end: found.end, found, via: found.via, isRun: false }));
    return [...direct, ...search(text, this.#options)].map((hit) => {
      const start = this.#from + hit.start;
      // A run that began before the window is told in pieces.
      return { ...hit, start: hit.isRun ? Math.max(start, this.#at) : start, end: this.#from + hit.end };
    });
  }

  #isAllowed(text: string, { end }: Hit): boolean {
    const { allow } = this.#options;
    if (allow === undefined) return false;
    const following = text.slice(end - this.#from, end - this.#from + ALLOW_REACH).replaceAll("\0", "");
    return (/^[^\r\n]*/u.exec(following)?.[0] ?? "").includes(allow);
  }

  #advance(bytes: Buffer, end: number, from: number): void {
    this.#told.forget(end);
    const kept = Buffer.from(bytes.subarray(from - this.#from));
    this.#chunks = [];
    this.#length = 0;
    this.#keep(kept);
    this.#from = from;
    this.#at = end;
  }
}
