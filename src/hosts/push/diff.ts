/** What a diff says of one file that is still there afterwards. */
export interface ChangedFile {
  readonly path: string;
  /** The added lines, each with its line feed. */
  readonly added: Buffer;
  /** The `index`-th line of `added` (from 0) and all that follow are the file's lines from `line` (from 1) on; in order of `index`. */
  readonly runs: readonly { readonly index: number; readonly line: number }[];
  /** The diff does not hold all that was added: the file is binary, or its patch is missing, cut off or of a form that is not read. */
  readonly missing: boolean;
}

const LF = 0x0a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const SPACE = 0x20;
const BACKSLASH = 0x5c;
const HUNK = /^@@ -\d{1,9}(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/u;
// Longer ones are no headers.
const MAX_HEADER = 16_384;

/**
 * Reads a unified diff as git writes it, in any pieces; what stands before the first file (`git show`) is passed over. The
 * counts of a hunk's header say which lines are the hunk's: no line of a file can pass for a header. Linear in its input.
 */
export class DiffReader {
  readonly #given: string | null;
  #file: OpenFile | null = null;
  #old = 0;
  #new = 0;
  #rest: Buffer[] = [];
  #done: ChangedFile[] = [];

  /** `path`: the diff is of this file alone, and may begin with its first hunk. */
  constructor(path: string | null = null) {
    this.#given = path;
    if (path !== null) this.#file = new OpenFile(path);
  }

  /** The files that are read to their end by now. */
  push(chunk: Uint8Array): readonly ChangedFile[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, from)) {
      this.#line(this.#whole(bytes.subarray(from, end + 1)));
      from = end + 1;
    }
    // Copied: the piece is not ours to keep.
    if (from < bytes.length) this.#rest.push(Buffer.from(bytes.subarray(from)));
    return this.#take();
  }

  /** The last one. Once. */
  end(): readonly ChangedFile[] {
    if (this.#rest.length > 0) this.#line(this.#whole(Buffer.of(LF)));
    this.#close();
    return this.#take();
  }

  #take(): readonly ChangedFile[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  #whole(end: Buffer): Buffer {
    if (this.#rest.length === 0) return end;
    const line = Buffer.concat([...this.#rest, end]);
    this.#rest = [];
    return line;
  }

  #line(line: Buffer): void {
    const inHunk = this.#file !== null && (this.#old > 0 || this.#new > 0);
    if (inHunk && this.#content(line, this.#file!)) return;
    // A patch that was cut off ends where the next begins.
    if (inHunk) this.#break();
    this.#header(line);
  }

  #content(line: Buffer, file: OpenFile): boolean {
    const [first] = line;
    if (first === BACKSLASH) return true;
    const isAdded = first === PLUS;
    const isRemoved = first === MINUS;
    // Some tools drop the space of an empty line.
    if (!isAdded && !isRemoved && first !== SPACE && first !== LF) return false;
    if (!isAdded) this.#old -= 1;
    if (!isRemoved) this.#new -= 1;
    if (this.#old < 0 || this.#new < 0) return false;
    if (isAdded) file.add(line.subarray(1));
    else if (!isRemoved) file.skip();
    return true;
  }

  #header(line: Buffer): void {
    if (line.length > MAX_HEADER) return;
    const text = line.toString().replace(/\r?\n$/u, "");
    if (text.startsWith("diff --")) this.#open(text);
    else if (this.#file === null && text.startsWith("+++ ")) this.#file = new OpenFile(nameIn(text.slice(4)));
    else if (this.#file !== null) this.#detail(text, this.#file);
  }

  #detail(text: string, file: OpenFile): void {
    const hunk = HUNK.exec(text);
    if (hunk !== null) {
      this.#old = Number(hunk[1] ?? 1);
      this.#new = Number(hunk[3] ?? 1);
      file.begin(Number(hunk[2]));
    } else if (text.startsWith("Binary files ") || text === "GIT binary patch" || text.startsWith("@@@ ")) {
      file.missing = true;
    } else if (this.#given === null) {
      this.#name(text, file);
    }
  }

  #name(text: string, file: OpenFile): void {
    const renamed = /^(?:rename|copy) to (.+)$/u.exec(text)?.[1];
    if (text.startsWith("--- ") && file.hasHunks) this.#close();
    else if (text.startsWith("+++ ")) file.path = nameIn(text.slice(4));
    else if (renamed !== undefined) file.path = renamed.startsWith('"') ? unquoted(renamed) : renamed;
    else if (text.startsWith("deleted file mode ")) file.path = null;
  }

  #open(text: string): void {
    if (this.#given !== null) return;
    this.#close();
    this.#file = new OpenFile(nameInPair(text.replace(/^diff --(?:git|cc|combined) /u, "")));
  }

  #break(): void {
    this.#file!.missing = true;
    this.#old = 0;
    this.#new = 0;
  }

  #close(): void {
    if (this.#file === null) return;
    if (this.#old > 0 || this.#new > 0) this.#break();
    const done = this.#file.done();
    if (done !== null) this.#done.push(done);
    this.#file = null;
  }
}

class OpenFile {
  /** Null: the file is gone, or its name could not be read yet. */
  path: string | null;
  missing = false;
  readonly #added: Buffer[] = [];
  readonly #runs: { index: number; line: number }[] = [];
  #line: number | null = null;
  #isRun = false;

  constructor(path: string | null) {
    this.path = path;
  }

  get hasHunks(): boolean {
    return this.#line !== null;
  }

  begin(line: number): void {
    this.#line = line;
    this.#isRun = false;
  }

  add(text: Buffer): void {
    if (!this.#isRun) this.#runs.push({ index: this.#added.length, line: this.#line! });
    this.#isRun = true;
    this.#added.push(text);
    this.#line! += 1;
  }

  skip(): void {
    this.#line! += 1;
    this.#isRun = false;
  }

  done(): ChangedFile | null {
    if (this.path === null) return null;
    return { path: this.path, added: Buffer.concat(this.#added), runs: this.#runs, missing: this.missing };
  }
}

/** The name in `+++ b/name`: git puts quotes around unusual ones, and a tab behind those with spaces. Null: there is no such file. */
function nameIn(text: string): string | null {
  const name = text.startsWith('"') ? unquoted(text) : text.replace(/\t.*$/u, "");
  return name === "/dev/null" ? null : withoutPrefix(name);
}

// Bitbucket Data Center writes `src://` and `dst://`.
function withoutPrefix(name: string): string {
  return name.replace(/^(?:[ab]\/|(?:src|dst):\/\/)/u, "");
}

/** The name in `a/name b/name`. Of a file that has two, other headers tell the second; they are read later. */
function nameInPair(text: string): string | null {
  if (text.endsWith('"')) return withoutPrefix(unquoted(text.slice(Math.max(0, text.indexOf(' "') + 1))));
  const half = (text.length - 1) / 2;
  const second = withoutPrefix(text.slice(half + 1));
  if (Number.isInteger(half) && withoutPrefix(text.slice(0, half)) === second) return second;
  return text.includes(" ") ? withoutPrefix(text.slice(text.indexOf(" ") + 1)) : text;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, "\\": 92 };

/** A name as git quotes it: like a string of C, in bytes. */
function unquoted(text: string): string {
  const inner = text.replace(/^"|"\s*$/gu, "");
  const parts = inner.split(/(\\[0-7]{3}|\\[abtnvfr"\\])/u);
  return Buffer.concat(
    parts.map((part, index) => {
      if (index % 2 === 0) return Buffer.from(part);
      const code = part.slice(1);
      return Buffer.of(ESCAPES[code] ?? Number.parseInt(code, 8) & 0xff);
    }),
  ).toString();
}
