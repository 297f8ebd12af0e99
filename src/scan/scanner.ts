import type { Format } from "../formats/format.ts";
import { createMatcher, type Matcher } from "../formats/matcher.ts";
import type { Secret } from "../kernel/secret.ts";
import { DecodingStream } from "./decode/stream.ts";
import { PlainStream } from "./engine/plain.ts";
import { type WasmEngine, wasmEngine } from "./wasm/engine.ts";

/** One token in one place. */
export interface Found {
  /** Id of the token format. */
  readonly format: string;
  /** Bytes of the stream (of the archive's member), end exclusive. Without `via` they are exactly the token. */
  readonly start: number;
  readonly end: number;
  /** Of `start`, both counted from 1; columns in bytes, lines end with a line feed. */
  readonly line: number;
  readonly column: number;
  readonly token: Secret;
  /** The only form that may be shown or stored. */
  readonly redacted: string;
  /** Decoders passed, outermost first. */
  readonly via: readonly string[];
  /** Of an archive: `outer!inner` when nested, empty for what a plain gzip holds. Null: no archive. */
  readonly member: string | null;
}

/** One file, object or pipe being scanned. What it answers does not depend on how its bytes are cut into chunks. */
export interface ScanStream {
  /** Memory of its own into which the next chunk may be read: pushing that part of it copies nothing. */
  room?(): Uint8Array;
  /** What is certain by now, in order of `start`. The chunk is not kept. */
  push(chunk: Uint8Array): readonly Found[];
  /** The rest. Once, after the last byte. */
  end(): readonly Found[];
  /** Of a part: how many lines ended in it; known after the end. */
  readonly lineFeeds?: number;
}

/** Where a stream begins that is a part of something larger: behind a line's end, see `work/parts.ts`. */
export interface Origin {
  readonly at: number;
  /** The bytes before it, which are not scanned: as many as a token may depend on. */
  readonly before: Uint8Array;
}

/**
 * Short texts, gathered in one piece of memory and looked at in one go. Nearly all hold nothing, and to scan each by itself costs more
 * than to look at it.
 */
export interface Sieve {
  /** The next text may be read into it, from `used` on. */
  readonly memory: Uint8Array;
  readonly used: number;
  /** One more is there, of so many bytes from `used` on. */
  add(length: number): void;
  /** Which of them may hold tokens, by the order they were added in: all that do, and few others. Empties it; their bytes stay until the next is read. */
  sift(): readonly Sifted[];
  /** Its memory goes to the next that is opened. */
  close(): void;
}

export interface Sifted {
  readonly index: number;
  readonly bytes: Uint8Array;
}

export interface Scanner {
  /** Several may be open at once. */
  open(): ScanStream;
  /** Null: every text is scanned by itself. */
  readonly openSieve: (() => Sieve) | null;
  /** A part of something larger: bytes count from its beginning, lines from the part's. Null: only the whole can be scanned. */
  readonly openPart: ((origin: Origin) => ScanStream) | null;
  /** All of it at once. */
  scan(bytes: Uint8Array): readonly Found[];
  /** A name or the like, with every token in it in the form that may be shown. */
  redacted(text: string): string;
}

export interface ScannerOptions {
  readonly formats: readonly Format[];
  /** Looks into percent-encoding, escapes, base64 and the like; otherwise only UTF-16 is. */
  readonly decode: boolean;
  /** A comment that, behind a token and on its line within 1,024 bytes, allows it to stand there: it is not told. */
  readonly allow?: string;
  /** `plain` is the reference in JavaScript: slow, and the same findings. It stands in where the other cannot run. */
  readonly engine?: "wasm" | "plain";
}

export function createScanner(options: ScannerOptions): Scanner {
  const matcher = createMatcher(options.formats);
  const redacted = redactor(matcher);
  const fast = options.engine === "plain" ? null : wasmEngine(options.formats, matcher, options.allow);
  const engine = scannerOf(redacted, fast?.open ?? (() => new PlainStream(options)), fast);
  if (!options.decode) return engine;
  const selfDelimiting = new Set(options.formats.filter((format) => format.selfDelimiting === true).map(({ id }) => id));
  const isSelfDelimiting = (format: string): boolean => selfDelimiting.has(format);
  return scannerOf(redacted, () => new DecodingStream({ engine, isSelfDelimiting, allow: options.allow }), null);
}

function redactor(matcher: Matcher): Scanner["redacted"] {
  // Many findings in a row stand in one file.
  let last = { text: "", shown: "" };
  return (text) => {
    if (text !== last.text) last = { text, shown: shown(text) };
    return last.shown;
  };

  function shown(text: string): string {
    const tokens = matcher.matchAll(text);
    const between = [0, ...tokens.map(({ end }) => end)].map((from, index) => text.slice(from, tokens[index]?.start));
    return between.map((piece, index) => piece + (tokens[index]?.redacted ?? "")).join("");
  }
}

function scannerOf(redacted: Scanner["redacted"], open: () => ScanStream, fast: WasmEngine | null): Scanner {
  return {
    open,
    openPart: fast === null ? null : fast.open,
    openSieve: fast === null ? null : fast.openSieve,
    redacted,
    scan(bytes) {
      const stream = open();
      return [...stream.push(bytes), ...stream.end()];
    },
  };
}
